// Bundles the program into one file for the image: it starts faster than thousands of small files, and the image needs
// no node_modules. The banner provides `require` to CommonJS dependencies, which an ES module lacks.
import { build } from "esbuild";

await build({
	entryPoints: ["src/main.ts"],
	outfile: "dist/bundle/evenkeel.mjs",
	bundle: true,
	platform: "node",
	target: "node20",
	format: "esm",
	mainFields: ["module", "main"],
	minifySyntax: true,
	legalComments: "linked",
	banner: {
		js: 'import { createRequire as createRequireOfBundle } from "node:module"; const require = createRequireOfBundle(import.meta.url);',
	},
	logLevel: "warning",
});
