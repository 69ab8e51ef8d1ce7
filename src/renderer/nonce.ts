import { setNonce } from 'get-nonce'

/** The nonce of this load: the content security policy lets only styles through that carry it. */
export const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

// Mantine's overlays lock scrolling through react-remove-scroll, which asks get-nonce.
setNonce(nonce)
