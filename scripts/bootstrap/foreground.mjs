import { spawn } from 'node:child_process'

/**
 * Runs a program on this terminal. Ctrl-C reaches it directly; we stay to pass on how it ended.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined> }} [options]
 * @returns {Promise<number>} the exit code; 1 when a signal ended it
 */
export async function runInForeground(command, args, options = {}) {
  const ignore = () => undefined
  process.on('SIGINT', ignore)
  try {
    return await new Promise((resolve, reject) => {
      const child = spawn(command, args, {
        cwd: options.cwd,
        env: { ...process.env, ...options.env },
        stdio: 'inherit',
      })
      child.on('error', reject)
      child.on('exit', (code) => resolve(code ?? 1))
    })
  } finally {
    process.off('SIGINT', ignore)
  }
}
