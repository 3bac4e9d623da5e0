// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are evenkeel's variables, not JavaScript's
/**
 * Substitutes `${NAME}` and `${file.path.to.value}` in the values of manifests. Substitution runs once and on trees: an
 * inserted value is not searched for further variables, and a value quoted only to be valid YAML takes the required type.
 */
import type { ErrorParams, ParamsOf, Problem } from "../model/problem.ts";
import { isNull, member, type Node, type Origin, type ScalarNode } from "./node.ts";
import { parseFile } from "./parse.ts";
import { errorAt } from "./problem.ts";
import { sensitiveOutputs, tellsShortSecret } from "./secret-variables.ts";

/** All variables, by the first part of a reference. */
export type Variables = ReadonlyMap<string, Node>;

/** Maximum text that all substitutions of one document may produce; a few kilobytes could otherwise expand to gigabytes. */
export const largestExpansion = 1024 * 1024;

/** The substitution state of one document. */
export interface Substitution {
	readonly variables: Variables;
	readonly problems: Problem[];
	/** The number of characters that may still be inserted. */
	left: number;
	/** Secret values. */
	readonly secrets: ReadonlySet<string>;
	/** Collects composed texts that contain a secret too short to be detected within them. */
	readonly told: string[];
}

/** The initial state for one document. */
export function substitution(variables: Variables, secrets: ReadonlySet<string> = new Set()): Substitution {
	return { variables, problems: [], left: largestExpansion, secrets, told: [] };
}

/** Returns `node` with every reference replaced. A tree without references is returned unchanged. */
export function substitute(node: Node, state: Substitution): Node {
	if (node.type === "scalar") return node.text.includes("${") ? substituteScalar(node, state) : node;
	if (node.type === "list") {
		const items = node.items.map((item) => substitute(item, state));
		return items.every((item, index) => item === node.items[index]) ? node : { ...node, items };
	}
	let changed = false;
	const entries = new Map(node.entries);
	for (const [key, entry] of node.entries) {
		const value = substitute(entry.value, state);
		if (value === entry.value) continue;
		changed = true;
		entries.set(key, { key: entry.key, value });
	}
	return changed ? { ...node, entries } : node;
}

/**
 * The value of a variable. A reference in it is an error, because it would be passed on unresolved in silence; `$${`
 * represents `${`, as everywhere.
 */
export function ownValue(node: Node, problems: Problem[]): Node {
	const state: Substitution = { ...substitution(new Map()), problems: [] };
	const value = escaped(node, state);
	problems.push(...state.problems);
	return value;
}

/** A variable defined by text, for example on the command line. */
export function textVariable(name: string, text: string): Node {
	return { type: "scalar", source: { file: `variable ${name}`, text }, offset: 0, text, quoted: false };
}

/** The content of a variable file, and the name that references to it start with. Returns errors if it is unreadable. */
export function readVariableFile(
	file: string,
	text: string,
): {
	readonly name: string;
	readonly tree?: Node;
	/** The values that Terraform marks as sensitive. */
	readonly secrets?: readonly string[];
	readonly problems: readonly Problem[];
} {
	const name = file.slice(file.lastIndexOf("/") + 1).replace(/\..*$/, "");
	const { documents, problems } = parseFile(file, text);
	const [tree] = documents;
	if (!tree) return { name, problems };
	// Terraform output is generated: a `${` in it, for example in an IAM policy, is literal.
	if (isTerraformOutput(tree)) return { name, problems, tree: outputValues(tree), secrets: sensitiveOutputs(tree) };
	const found = [...problems];
	return { name, tree: ownValue(tree, found), problems: found };
}

function escaped(node: Node, state: Substitution): Node {
	if (node.type === "list") return { ...node, items: node.items.map((item) => escaped(item, state)) };
	if (node.type === "map") {
		const entries = [...node.entries].map(
			([name, { key, value }]) => [name, { key, value: escaped(value, state) }] as const,
		);
		return { ...node, entries: new Map(entries) };
	}
	const rest = node.text.replaceAll("$${", "");
	if (rest.includes("${")) {
		report(node, state, "variable-in-variable");
	}
	return node.text.includes("$${") ? { ...node, text: node.text.replaceAll("$${", "${") } : node;
}

function substituteScalar(node: ScalarNode, state: Substitution): Node {
	const alone = /^\$\{([^}]*)\}$/.exec(node.text)?.[1];
	if (alone !== undefined) {
		const value = lookUp(alone, node, state);
		if (!value) return node;
		state.left -= sizeOf(value, state.left);
		if (tooMuch(node, state)) return node;
		if (value.type === "scalar") return filledIn(node, value.text, value.quoted || !isNull(value));
		return { ...value, source: node.source, offset: node.offset };
	}
	let failed = false;
	const parts: string[] = [];
	const text = node.text.replace(/\$\$\{|\$\{([^${}]*)\}|\$\{/g, (found, name: string | undefined) => {
		if (found === "$${") return "${";
		const value = lookUp(name ?? "", node, state);
		if (value?.type === "scalar") {
			state.left -= value.text.length;
			parts.push(value.text);
			return state.left < 0 ? "" : value.text;
		}
		if (value) report(node, state, "variable-not-text", { variable: name ?? "" });
		failed = true;
		return "";
	});
	if (failed || tooMuch(node, state)) return node;
	if (tellsShortSecret(parts, state.secrets)) state.told.push(text);
	return filledIn(node, text, true);
}

/** An inserted value may be a number where one is required, but is never treated as null or as empty. */
function filledIn(node: ScalarNode, text: string, isText: boolean): ScalarNode {
	const filled: ScalarNode = { ...node, text, quoted: false };
	return isText && (text === "" || isNull(filled)) ? { ...filled, quoted: true } : filled;
}

function lookUp(reference: string, node: Origin, state: Substitution): Node | undefined {
	if (!/^[A-Za-z_][\w-]*(\.[\w-]+)*$/.test(reference)) {
		report(node, state, "bad-variable");
		return undefined;
	}
	const [name = "", ...path] = reference.split(".");
	let value = state.variables.get(name);
	for (const step of path) {
		value = value?.type === "list" ? value.items[Number(step)] : member(value, step);
	}
	if (!value) report(node, state, "missing-variable", { variable: reference, isMember: state.variables.has(name) });
	return value;
}

function tooMuch(node: Origin, state: Substitution): boolean {
	if (state.left >= 0) return false;
	if (!state.problems.some(({ code }) => code === "too-large-with-variables")) {
		state.problems.push(errorAt(node, "too-large-with-variables", { mostMiB: largestExpansion / 1024 / 1024 }));
	}
	return true;
}

/** Limited, because further problems add no information. */
function report<Code extends keyof ErrorParams>(
	node: Origin,
	state: Substitution,
	code: Code,
	...params: ParamsOf<Code>
): void {
	if (state.problems.length < 20) state.problems.push(errorAt(node, code, ...params));
}

/** The number of characters in a tree. Counting stops once it exceeds `enough`. */
function sizeOf(node: Node, enough: number): number {
	if (node.type === "scalar") return node.text.length + 1;
	const children = node.type === "list" ? node.items : [...node.entries.values()].map(({ value }) => value);
	let size = 1;
	for (const child of children) {
		size += sizeOf(child, enough - size);
		if (size > enough) break;
	}
	return size;
}

/** `terraform output -json` wraps each value: `{ name: { value, type, sensitive } }`. */
function isTerraformOutput(tree: Node): boolean {
	if (tree.type !== "map" || tree.entries.size === 0) return false;
	return [...tree.entries.values()].every(
		({ value }) => member(value, "value") && member(value, "sensitive") && member(value, "type"),
	);
}

function outputValues(tree: Node): Node {
	if (tree.type !== "map") return tree;
	const entries = [...tree.entries].map(([name, { key, value }]) => {
		return [name, { key, value: member(value, "value") ?? value }] as const;
	});
	return { ...tree, entries: new Map(entries) };
}
