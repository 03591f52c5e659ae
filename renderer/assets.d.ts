/** What the bundler takes beside code: style sheets for their effect, pictures as addresses. */
declare module '*.css';
declare module '*.jpg' {
  const address: string;
  export default address;
}
