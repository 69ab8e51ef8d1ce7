import { parseThreshold } from '../../shared/thresholds/parse.ts'
import { thresholdText } from '../../shared/thresholds/format.ts'
import type { ScenarioOverview } from '../../shared/ipc.ts'
import { formatDuration, formatVUs } from '../../shared/units.ts'
import { PlanCurve } from '../charts/PlanCurve.tsx'
import { thresholdKey } from '../targets.ts'
import { useScenario } from '../stores/scenario.ts'
import classes from './scenario.module.css'

/** What the scenario means: its load drawn, its steps, its targets. */
export function Overview() {
  const { overview, validation } = useScenario()
  const outdated = validation !== null && validation.overview === undefined
  return (
    <aside className={classes['overview']} aria-label="Overview" data-testid="overview" tabIndex={0}>
      {overview ? (
        <>
          {outdated && <p className={classes['outdated']}>As it was before the errors</p>}
          <Facts overview={overview} />
          <Load overview={overview} />
          <Targets overview={overview} />
          <Steps steps={overview.steps} />
        </>
      ) : (
        <p className={classes['quiet']}>
          {outdated ? 'The load, the steps and the targets are shown here once the errors are mended.' : ' '}
        </p>
      )}
    </aside>
  )
}

function Facts({ overview }: { overview: ScenarioOverview }) {
  return (
    <section>
      {overview.description !== undefined && <p className={classes['description']}>{overview.description}</p>}
      <dl className={classes['facts']}>
        <div>
          <dt>Target</dt>
          <dd>{overview.baseUrl}</dd>
        </div>
        <div>
          <dt>Duration</dt>
          <dd>{formatDuration(overview.plannedDurationMs * 1000)}</dd>
        </div>
        <div>
          <dt>Most VUs</dt>
          <dd>{formatVUs(overview.maxVUs)}</dd>
        </div>
      </dl>
    </section>
  )
}

function Load({ overview }: { overview: ScenarioOverview }) {
  return (
    <section>
      <h2>Load</h2>
      {overview.executors.map(({ name, executor, describes }) => {
        const plan = overview.plan.find((one) => one.executor === name)
        return (
          <div key={name} className={classes['executor']}>
            <p>
              <b>{name}</b> <span>{executor}</span>
            </p>
            {plan !== undefined && <PlanCurve {...plan} durationMs={overview.plannedDurationMs} />}
            <p className={classes['quiet']}>{describes}</p>
          </div>
        )
      })}
    </section>
  )
}

function Targets({ overview }: { overview: ScenarioOverview }) {
  if (overview.thresholds.length === 0) {
    return (
      <section>
        <h2>Targets</h2>
        <p className={classes['quiet']}>None: without thresholds a run cannot fail.</p>
      </section>
    )
  }
  return (
    <section>
      <h2>Targets</h2>
      <ul className={classes['targets']}>
        {overview.thresholds.map((threshold) => {
          const { aggregate, limit } = thresholdText(threshold)
          const { metricName, filter } = parseThreshold(threshold.metric, threshold.expression)
          const tags = Object.entries(filter).map(([tag, value]) => `${tag} ${value}`)
          return (
            <li key={thresholdKey(threshold)}>
              <span title={threshold.metric}>
                {metricName}
                {tags.length > 0 && <small>{tags.join(', ')}</small>}
                {threshold.source !== undefined && <small>{threshold.source}</small>}
              </span>
              <b>
                {aggregate} {limit}
              </b>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function Steps({ steps }: { steps: readonly string[] }) {
  return (
    <section>
      <h2>Steps</h2>
      <ul className={classes['steps']}>
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ul>
    </section>
  )
}
