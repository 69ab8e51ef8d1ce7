import { useCallback, useEffect, useRef, useState } from 'react'

interface Asked<Value> {
  /** Null until the first answer; an answer stays while the next is awaited. */
  value: Value | null
  error: unknown
  load: () => void
}

/**
 * Asks when the screen opens and whenever the question changes. Only the newest answer counts.
 * @param question the same function as long as the question is the same
 */
export function useAnswer<Value>(question: () => Promise<Value>): Asked<Value> {
  const [value, setValue] = useState<Value | null>(null)
  const [error, setError] = useState<unknown>(null)
  const newest = useRef(0)
  const load = useCallback(() => {
    const asked = ++newest.current
    question().then(
      (answer) => {
        if (asked !== newest.current) return
        setValue(answer)
        setError(null)
      },
      (thrown: unknown) => {
        if (asked === newest.current) setError(thrown)
      },
    )
  }, [question])
  useEffect(load, [load])
  return { value, error, load }
}
