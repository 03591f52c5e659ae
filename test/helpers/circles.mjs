/** Finds circles of imports, those of types included: two files that need each other cannot be understood, or moved, alone. */
import { posix } from 'node:path';
import ts from 'typescript';

/**
 * @param {ReadonlyMap<string, string>} files - path inside the project, with forward slashes → text
 * @returns {string[][]} each circle as its files in order, the first one again at the end
 */
export function findCircles(files) {
  const imports = new Map([...files].map(([file, text]) => [file, importsOf(file, text, files)]));
  /** @type {string[][]} */
  const circles = [];
  const left = new Set();
  /** @type {string[]} */
  const way = [];
  const visit = (/** @type {string} */ file) => {
    const at = way.indexOf(file);
    if (at !== -1) circles.push([...way.slice(at), file]);
    if (at !== -1 || left.has(file)) return;
    way.push(file);
    for (const next of imports.get(file) ?? []) visit(next);
    way.pop();
    left.add(file);
  };
  for (const file of files.keys()) visit(file);
  return circles;
}

/** Every way to import: static, export from, import(), require and types in place. */
function importsOf(file, text, files) {
  const found = new Set();
  const note = (/** @type {ts.Node | undefined} */ node) => {
    if (node === undefined || !ts.isStringLiteralLike(node)) return;
    const target = posix.join(posix.dirname(file), node.text);
    if (files.has(target)) found.add(target);
  };
  const walk = (/** @type {ts.Node} */ node) => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) note(node.moduleSpecifier);
    else if (ts.isImportTypeNode(node)) note(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined);
    else if (ts.isExternalModuleReference(node)) note(node.expression);
    else if (ts.isCallExpression(node) && isImport(node.expression)) note(node.arguments[0]);
    ts.forEachChild(node, walk);
  };
  walk(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return found;
}

function isImport(callee) {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');
}
