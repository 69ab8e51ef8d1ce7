import { Button, Group, Modal } from '@mantine/core'
import { AlertTriangle, Check, X } from 'lucide-react'
import type { PreflightFinding } from '../../shared/preflight.ts'
import { formatDuration } from '../../shared/units.ts'
import { dialogEscape } from '../components/dialogEscape.ts'
import { usePreflight } from '../stores/preflight.ts'
import classes from './preflight.module.css'

/** The panel before a run. */
export function PreflightDialog() {
  const { report, answer } = usePreflight()
  const isBlocked = report?.verdict === 'blocked'
  return (
    <Modal
      opened={report !== null}
      onClose={() => answer(false)}
      {...dialogEscape(() => answer(false))}
      title={isBlocked ? 'This run would most likely fail' : 'Before this run'}
      size="lg"
    >
      {report !== null && (
        <div data-testid="preflight" data-verdict={report.verdict}>
          <ul className={classes['findings']}>
            {worstFirst(report.findings).map((finding) => (
              <Finding key={`${finding.check} ${finding.text}`} finding={finding} />
            ))}
          </ul>
          <p className={classes['took']}>
            This look took {formatDuration(report.durationMs * 1000)}. Nothing runs yet.
          </p>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => answer(false)} data-autofocus={isBlocked || undefined}>
              Cancel
            </Button>
            <Button
              variant={isBlocked ? 'default' : 'filled'}
              onClick={() => answer(true)}
              data-autofocus={isBlocked ? undefined : true}
              data-testid="run-anyway"
            >
              Run anyway
            </Button>
          </Group>
        </div>
      )}
    </Modal>
  )
}

const ORDER: readonly PreflightFinding['level'][] = ['error', 'warning', 'ok']

/** What speaks against the run is read first; else as it was looked at. */
function worstFirst(findings: readonly PreflightFinding[]): PreflightFinding[] {
  return findings.toSorted((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level))
}

const WORDS: Readonly<Record<PreflightFinding['level'], string>> = { ok: 'Good', warning: 'Warning', error: 'Problem' }
const ICONS = { ok: Check, warning: AlertTriangle, error: X } as const

function Finding({ finding: { level, text, hint } }: { finding: PreflightFinding }) {
  const Icon = ICONS[level]
  return (
    <li className={classes['finding']} data-level={level}>
      <Icon size={16} aria-label={WORDS[level]} className={classes['icon']} />
      <span>
        {text}
        {hint !== undefined && <small className={classes['hint']}>{hint}</small>}
      </span>
    </li>
  )
}
