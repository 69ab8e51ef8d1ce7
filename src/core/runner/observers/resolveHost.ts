import type { LookupAddress } from 'node:dns'
import type { GuardedResolver } from '../../engine/http/resolver.ts'

/** The address that an observer may connect to. @throws Error when guards do not list the host, or it has none */
export async function resolveHost(hostname: string, resolver: GuardedResolver): Promise<string> {
  const plain = hostname.replace(/^\[|\]$/g, '')
  const refusal = resolver.refusal(plain)
  if (refusal !== undefined) throw refusal
  return new Promise((resolve, reject) => {
    resolver.lookup(plain, {}, (error, address: string | LookupAddress[]) => {
      if (error) reject(error)
      else resolve(typeof address === 'string' ? address : (address[0]?.address ?? plain))
    })
  })
}
