import { Button } from '@mantine/core'

/** What to do about an answer that did not come. */
export function Retry({ onRetry }: { onRetry: () => void }) {
  return (
    <Button variant="default" onClick={onRetry}>
      Try again
    </Button>
  )
}
