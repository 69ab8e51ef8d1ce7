/** A script with everything that it imports, as one text: put together by scripts/inlineScript.mjs. */
declare module '*?inline-script' {
  const text: string
  export default text
}
