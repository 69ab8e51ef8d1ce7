import packageJson from '../../package.json' with { type: 'json' }

/** Versions that are fixed when the product is built; dependencies are pinned exactly. */
export const PRODUCT_VERSIONS = {
  headroom: packageJson.version,
  undici: packageJson.dependencies.undici,
} as const
