/** Makes a lint rule of the layer table. It sees every way to import: static, export from, import(), require, types. */
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bridgeFile, preloadFile, refuse, roomOf, routerFile } from './layers.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Name → the only file that may say it. */
const reserved = new Map([
  ['ipcMain', routerFile],
  ['ipcRenderer', preloadFile],
]);

/** @type {import('eslint').Rule.RuleModule} */
const imports = {
  meta: { type: 'problem', schema: [], messages: { refused: '{{why}}' } },
  create(context) {
    const file = relative(root, context.filename).split(sep).join('/');

    function check(node, source, typeOnly) {
      const specifier = literalText(source);
      if (specifier === null) {
        // Bundled code has no use for an import whose target nobody can read; the launch scripts load what they built.
        const hidden = roomOf(file) !== null && roomOf(file) !== 'launch';
        if (hidden) context.report({ node, messageId: 'refused', data: { why: 'write the path of an import as plain text' } });
        return;
      }
      const why = refuse(file, specifier, typeOnly);
      if (why !== null) context.report({ node, messageId: 'refused', data: { why } });
    }

    return {
      Program(node) {
        const barrel = roomOf(file) !== null && /(^|\/)index\.[cm]?[jt]sx?$/.test(file);
        if (barrel) context.report({ node, messageId: 'refused', data: { why: 'no barrels: an index file hides the room' } });
      },
      ImportDeclaration(node) {
        check(node, node.source, isTypeOnly(node.importKind, node.specifiers, 'importKind'));
      },
      ExportNamedDeclaration(node) {
        if (node.source) check(node, node.source, isTypeOnly(node.exportKind, node.specifiers, 'exportKind'));
      },
      ExportAllDeclaration(node) {
        check(node, node.source, node.exportKind === 'type');
      },
      ImportExpression(node) {
        check(node, node.source, false);
      },
      TSImportType(node) {
        check(node, node.source ?? node.argument, true);
      },
      TSExternalModuleReference(node) {
        check(node, node.expression, false);
      },
      CallExpression(node) {
        if (isRequire(node.callee)) check(node, node.arguments[0], false);
      },
      Identifier(node) {
        const only = reserved.get(node.name);
        if (only === undefined || file === only || roomOf(file) === null) return;
        context.report({ node, messageId: 'refused', data: { why: `only ${only} touches ${node.name}` } });
      },
      MemberExpression(node) {
        if (roomOf(file) === null || file === bridgeFile || !isWindowApi(node)) return;
        context.report({ node, messageId: 'refused', data: { why: `only ${bridgeFile} reads window.api` } });
      },
    };
  },
};

/** `import { type A }` leaves nothing at run time either, but an import of nothing but a side effect does. */
function isTypeOnly(kind, specifiers, key) {
  if (kind === 'type') return true;
  return specifiers.length > 0 && specifiers.every((specifier) => specifier[key] === 'type');
}

/** The text of a string or of a template without holes; null for everything else. */
function literalText(node) {
  if (node?.type === 'TSLiteralType') return literalText(node.literal);
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type === 'TemplateLiteral' && node.expressions.length === 0) return node.quasis[0].value.cooked;
  return null;
}

/** `require(…)` and `require.resolve(…)`, also by the name that createRequire's answer usually gets. */
function isRequire(callee) {
  if (callee.type === 'Identifier') return callee.name === 'require';
  return callee.type === 'MemberExpression' && callee.object.type === 'Identifier' && callee.object.name === 'require';
}

function isWindowApi(node) {
  const name = node.computed ? literalText(node.property) : node.property.name;
  const object = node.object.type === 'Identifier' ? node.object.name : null;
  return name === 'api' && (object === 'window' || object === 'globalThis' || object === 'self');
}

export const layerPlugin = { meta: { name: 'darkslide' }, rules: { imports } };
