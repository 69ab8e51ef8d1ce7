import { useEffect, useState } from 'react'

const STILL_MS = 1500

/** Whether the pointer has not moved for a moment, and is in the way. */
export function usePointerHiding(): boolean {
  const [isHidden, setHidden] = useState(true)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const onMove = () => {
      setHidden(false)
      clearTimeout(timer)
      timer = setTimeout(() => setHidden(true), STILL_MS)
    }
    window.addEventListener('pointermove', onMove)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('pointermove', onMove)
    }
  }, [])
  return isHidden
}
