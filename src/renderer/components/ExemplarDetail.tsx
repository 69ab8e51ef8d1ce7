import type { ReactNode } from 'react'
import type { Exemplar } from '../../shared/run.ts'
import { formatClock, formatCount, formatSpent } from '../../shared/units.ts'
import classes from './Exemplar.module.css'
import { Notice } from './Notice.tsx'

const PHASES = [
  ['blocked', 'Waiting for a connection'],
  ['connecting', 'Connecting'],
  ['tlsHandshaking', 'TLS handshake'],
  ['sending', 'Sending'],
  ['waiting', 'Waiting for the first byte'],
  ['receiving', 'Receiving'],
] as const

/** One exchange: what went wrong, its timings, request and response. */
export function ExemplarDetail({ exemplar }: { exemplar: Exemplar }) {
  const { request, response, error, checks } = exemplar
  return (
    <div className={classes['detail']} data-testid="exemplar-detail">
      <p className={classes['where']}>
        At {formatClock(exemplar.atMs)}, flow {exemplar.flow}, virtual user {formatCount(exemplar.vu)}, iteration{' '}
        {formatCount(exemplar.iteration)}
      </p>
      {error !== undefined && (
        <Notice level="error" title={error.message}>
          {error.hint}
        </Notice>
      )}
      {checks.map((check) => (
        <Notice key={check.name} level="error" title={check.name}>
          Expected {check.expected}, got {check.actual}
          {check.where === undefined ? '' : ` (${check.where})`}
        </Notice>
      ))}
      <Timings timings={exemplar.timings} />
      <Message
        title="Request"
        head={`${request.method} ${request.url}`}
        headers={request.headers}
        body={request.bodyExcerpt}
      />
      {response === undefined ? (
        <Section title="Response">
          <p className={classes['where']}>None came.</p>
        </Section>
      ) : (
        <Message
          title="Response"
          head={`Status ${response.status}`}
          headers={response.headers}
          body={response.bodyExcerpt}
        />
      )}
    </div>
  )
}

function Timings({ timings }: Pick<Exemplar, 'timings'>) {
  const total = PHASES.reduce((sum, [phase]) => sum + timings[phase], 0)
  const share = (value: number): string => `${total === 0 ? 0 : (100 * value) / total}%`
  const before = (index: number): number => PHASES.slice(0, index).reduce((sum, [phase]) => sum + timings[phase], 0)
  return (
    <Section title={`Timings: ${formatSpent(timings.duration)}`}>
      <dl className={classes['timings']}>
        {PHASES.map(([phase, name], index) => (
          <div key={phase}>
            <dt>{name}</dt>
            <dd>
              <span className={classes['track']}>
                {timings[phase] > 0 && (
                  <span
                    className={classes['bar']}
                    style={{ left: share(before(index)), width: share(timings[phase]) }}
                  />
                )}
              </span>
              <span className={classes['figure']}>{formatSpent(timings[phase])}</span>
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}

interface MessageProps {
  title: string
  head: string
  headers: Readonly<Record<string, string>>
  body: string | undefined
}

function Message({ title, head, headers, body }: MessageProps) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return (
    <Section title={title}>
      <pre className={classes['message']} role="group" tabIndex={0} aria-label={title}>
        {[head, ...lines].join('\n')}
        {body !== undefined && body !== '' && `\n\n${body}`}
      </pre>
    </Section>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className={classes['heading']}>{title}</h3>
      {children}
    </section>
  )
}
