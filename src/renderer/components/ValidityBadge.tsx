import { HoverCard, List, Text, UnstyledButton } from '@mantine/core'
import { ShieldAlert, ShieldCheck, ShieldX, type LucideIcon } from 'lucide-react'
import type { Validity } from '../../shared/run.ts'
import classes from './badges.module.css'

const LOOKS: Readonly<Record<Validity, { word: string; meaning: string; icon: LucideIcon; tone: string }>> = {
  valid: {
    word: 'Valid',
    meaning: 'The load generator kept up, so the figures are the server’s.',
    icon: ShieldCheck,
    tone: 'plain',
  },
  doubtful: {
    word: 'Doubtful',
    meaning: 'The load generator may have added to the figures.',
    icon: ShieldAlert,
    tone: 'warning',
  },
  invalid: {
    word: 'Invalid',
    meaning: 'The load generator was the bottleneck: the figures do not describe the server.',
    icon: ShieldX,
    tone: 'warning',
  },
}

interface ValidityBadgeProps {
  validity: Validity
  reasons: readonly string[]
}

/** Whether the figures can be trusted, with the reasons on hover and focus. */
export function ValidityBadge({ validity, reasons }: ValidityBadgeProps) {
  const { word, meaning, icon: Icon, tone } = LOOKS[validity]
  return (
    <HoverCard width={340} openDelay={150} position="bottom-end" withinPortal>
      <HoverCard.Target>
        <UnstyledButton
          className={classes['badge']}
          data-tone={tone}
          data-size="small"
          data-testid="validity"
          data-validity={validity}
          aria-label={`Measurement ${word.toLowerCase()}. ${[meaning, ...reasons].join(' ')}`}
        >
          <Icon size={14} aria-hidden strokeWidth={2.25} />
          {word}
        </UnstyledButton>
      </HoverCard.Target>
      <HoverCard.Dropdown>
        <Text fw={600}>Measurement {word.toLowerCase()}</Text>
        <Text c="dimmed">{meaning}</Text>
        {validity !== 'valid' && reasons.length > 0 && (
          <List size="sm" mt="xs" spacing={4}>
            {reasons.map((reason) => (
              <List.Item key={reason}>{reason}</List.Item>
            ))}
          </List>
        )}
      </HoverCard.Dropdown>
    </HoverCard>
  )
}

/** Beside figures that are not plainly to be trusted, where there is no room for the badge; nothing where they are. */
export function ValidityIcon({ validity }: { validity: Validity }) {
  if (validity === 'valid') return null
  const { word, icon: Icon } = LOOKS[validity]
  const label = `Measurement ${word.toLowerCase()}`
  return (
    <span className={classes['icon']} role="img" aria-label={label} title={label} data-testid="validity-icon">
      <Icon size={14} aria-hidden strokeWidth={2.25} />
    </span>
  )
}
