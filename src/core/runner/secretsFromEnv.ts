const PREFIX = 'HEADROOM_SECRET_'

/** The secrets that the environment gives: `HEADROOM_SECRET_API_TOKEN` is `${secret:API_TOKEN}`. */
export function secretsFromEnv(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const secrets: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) {
    if (name.startsWith(PREFIX) && value !== undefined) secrets[name.slice(PREFIX.length)] = value
  }
  return secrets
}
