import { Drawer, UnstyledButton } from '@mantine/core'
import { useState } from 'react'
import type { Exemplar } from '../../shared/run.ts'
import { formatClock, formatSpent } from '../../shared/units.ts'
import { type Column, DataTable } from './DataTable.tsx'
import { ExemplarDetail } from './ExemplarDetail.tsx'
import classes from './Exemplar.module.css'

/** Failed and slow requests that were kept; one opens with everything that is known of it. */
export function ExemplarTable({ exemplars, label }: { exemplars: readonly Exemplar[]; label: string }) {
  const [opened, setOpened] = useState<Exemplar | null>(null)
  const columns: readonly Column<Exemplar>[] = [
    { key: 'at', title: 'Time', render: ({ atMs }) => formatClock(atMs), sortBy: ({ atMs }) => atMs },
    {
      key: 'reason',
      title: 'What happened',
      render: (exemplar) => (
        <UnstyledButton className={classes['open']} onClick={() => setOpened(exemplar)} data-kind={exemplar.kind}>
          {exemplar.reason}
        </UnstyledButton>
      ),
      sortBy: ({ reason }) => reason,
    },
    { key: 'step', title: 'Step', render: ({ step }) => step, sortBy: ({ step }) => step },
    {
      key: 'request',
      title: 'Request',
      render: ({ request }) => <code className={classes['url']}>{`${request.method} ${request.url}`}</code>,
    },
    {
      key: 'duration',
      title: 'Duration',
      render: ({ timings }) => formatSpent(timings.duration),
      sortBy: ({ timings }) => timings.duration,
      numeric: true,
    },
  ]
  return (
    <>
      <DataTable
        label={label}
        columns={columns}
        rows={exemplars}
        rowKey={(exemplar: Exemplar) =>
          `${exemplar.atMs} ${exemplar.vu} ${exemplar.iteration} ${exemplar.step} ${exemplar.kind}`
        }
        onRowClick={(exemplar: Exemplar) => setOpened(exemplar)}
        testId="exemplars"
        rowTestId="exemplar-row"
      />
      <Drawer
        opened={opened !== null}
        onClose={() => setOpened(null)}
        position="right"
        size={620}
        title={opened === null ? '' : `${opened.step}: ${opened.reason}`}
      >
        {opened !== null && <ExemplarDetail exemplar={opened} />}
      </Drawer>
    </>
  )
}
