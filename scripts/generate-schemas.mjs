// Writes schemas/<kind>.schema.json: the structure from the installed AWS SDK, the constraints from the kinds'
// constraints.json (the SDK has
// none), and evenkeel's own parts from own-schemas.mjs. The output depends on nothing else, so that a test can compare
// it.
//
// node scripts/generate-schemas.mjs            writes the files
// node scripts/generate-schemas.mjs --check    exits with 1 if the files differ from the generated ones
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { NormalizedSchema } from "@smithy/core/schema";
import { build } from "esbuild";
import { documentSchema, environmentSchema, formed } from "./own-schemas.mjs";

const require = createRequire(import.meta.url);

await main(process.argv.includes("--check"));

async function main(check) {
	const kinds = await manifestRules();
	const files = { "environment.schema.json": environmentSchema(kinds) };
	for (const kind of kinds) files[`${folderOf(kind.name)}.schema.json`] = await kindSchema(kind, boundsOf(kind, kinds));
	const stale = [];
	for (const [name, schema] of Object.entries(files)) {
		const path = new URL(`../schemas/${name}`, import.meta.url);
		const wanted = `${JSON.stringify(schema, null, "\t")}\n`;
		if (wanted === readIfThere(path)) continue;
		stale.push(name);
		if (!check) writeFileSync(path, wanted);
	}
	console.log(stale.length === 0 ? "schemas are up to date" : `${check ? "stale" : "written"}: ${stale.join(", ")}`);
	if (check && stale.length > 0) process.exitCode = 1;
}

/** The manifest rules of all kinds in creation order, bundled from the source so that no build is needed first. */
async function manifestRules() {
	// Resolves the imported packages.
	const outfile = fileURLToPath(new URL(`../node_modules/.cache/kinds-${process.pid}.mjs`, import.meta.url));
	await build({
		entryPoints: [fileURLToPath(new URL("../src/kinds/list.ts", import.meta.url))],
		bundle: true,
		packages: "external",
		outfile,
		format: "esm",
		platform: "node",
		logLevel: "error",
	});
	const { kinds } = await import(pathToFileURL(outfile)).finally(() => rmSync(outfile));
	return kinds.inCreationOrder.map((some) => some(({ name, manifest }) => ({ name, ...manifest })));
}

/** The constraints of an AWS service that the SDK's models lack, by `Structure.member`. */
function boundsOf({ shape }, kinds) {
	const sameSdk = kinds.filter((other) => other.shape.sdk === shape.sdk);
	const files = sameSdk.map(({ name }) => new URL(`../src/kinds/${folderOf(name)}/constraints.json`, import.meta.url));
	return Object.assign({}, ...files.map((file) => JSON.parse(readFileSync(file, "utf8"))));
}

async function kindSchema({ name: kind, shape, nameField, policy }, bounds) {
	const sdk = await import(shape.sdk);
	const $defs = {};
	const types = memberTypes(shape.sdk);
	const omitted = new Set(shape.omit);
	const walk = walker({ sdk, $defs, types, bounds, omitted, added: shape.add });
	const properties = {};
	for (const request of shape.requests) {
		const { properties: members } = walk.structure(NormalizedSchema.of(sdk[`${request}$`]));
		for (const [name, member] of Object.entries(members)) properties[name] ??= member;
	}
	const spec = {
		type: "object",
		properties: sorted(properties),
		...(shape.required.length > 0 && { required: shape.required }),
		additionalProperties: false,
	};
	spec.properties[nameField].description = "The name in AWS; metadata.name when it is not said here.";
	return documentSchema({ kind, spec, policy, $defs: sorted($defs) });
}

/** Converts the SDK's runtime schemas to JSON Schema; structures are placed in `$defs`, once each. */
function walker({ sdk, $defs, types, bounds, omitted, added }) {
	const typed = (schema, type, key) => {
		if (schema.isStructSchema()) return reference(schema);
		if (schema.isListSchema()) {
			const items = typed(schema.getValueSchema(), type?.replace(/^\(?(.*?)\)?\[\]$/, "$1"), `${key}[]`);
			return { type: "array", items, ...bounds[key] };
		}
		if (schema.isMapSchema()) {
			const valueType = type?.match(/^Record<\w+, (.*)>$/)?.[1];
			const additionalProperties = typed(schema.getValueSchema(), valueType, `${key}{}`);
			return { type: "object", additionalProperties, ...bounds[key] };
		}
		if (schema.isBooleanSchema()) return { type: "boolean" };
		if (schema.isNumericSchema()) return { type: "integer", ...bounds[key] };
		if (schema.isDocumentSchema()) return {};
		const values = /^[A-Z]\w+$/.test(type ?? "") ? sdk[type] : undefined;
		if (values && typeof values === "object") return { type: "string", enum: Object.values(values) };
		return { type: "string", ...formed(bounds[key] ?? {}) };
	};
	const reference = (schema) => {
		const name = schema.getName();
		if (!$defs[name]) {
			$defs[name] = {};
			Object.assign($defs[name], structure(schema));
		}
		return { $ref: `#/$defs/${name}` };
	};
	const structure = (schema) => {
		const name = schema.getName();
		const properties = {};
		for (const [member, memberSchema] of schema.structIterator()) {
			if (omitted.has(member) || omitted.has(`${name}.${member}`)) continue;
			properties[member] = typed(memberSchema, types[name]?.[member], `${name}.${member}`);
		}
		for (const [path, own] of Object.entries(added)) {
			const [structureName, member] = path.split(".");
			if (structureName === name) properties[member] = own;
		}
		const [, , , , names, , requiredCount] = schema.getSchema();
		const required = (bounds[name]?.required ?? (names ?? []).slice(0, requiredCount ?? 0)).filter(
			(one) => properties[one],
		);
		return {
			type: "object",
			properties,
			...(required.length > 0 && !schema.isUnionSchema() && { required }),
			...(schema.isUnionSchema() && { minProperties: 1, maxProperties: 1 }),
			additionalProperties: false,
		};
	};
	return { structure };
}

/**
 * The TypeScript type of each structure's members, from the declaration files: only they contain the enums of string
 * members.
 */
function memberTypes(name) {
	const folder = require.resolve(name).replace(/dist-cjs.*/, "dist-types/models/");
	const structures = {};
	for (const file of readdirSync(folder).filter((one) => /^models_\d+\.d\.ts$/.test(one))) {
		const source = readFileSync(folder + file, "utf8");
		for (const [, structure, body] of source.matchAll(
			/export interface (\w+)(?: extends [^{]+)? \{\n([\s\S]*?)\n\}/g,
		)) {
			structures[structure] = Object.fromEntries(
				[...body.matchAll(/^ {4}(\w+)\??: ([^;]+);/gm)].map(([, member, type]) => [
					member,
					type.replace(/ \| undefined/g, ""),
				]),
			);
		}
	}
	return structures;
}

function folderOf(kind) {
	return kind.replace(/(?<=[a-z])([A-Z])/g, "-$1").toLowerCase();
}

function sorted(record) {
	return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function readIfThere(path) {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return undefined;
	}
}
