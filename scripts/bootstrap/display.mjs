/**
 * Whether a window can be shown.
 * @param {Pick<import('./system.mjs').System, 'platform' | 'env'>} system
 */
export function hasDisplay({ platform, env }) {
  return platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'])
}
