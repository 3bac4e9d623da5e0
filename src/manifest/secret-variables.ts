/**
 * Determines which variable values are secret: Terraform outputs marked as sensitive, and values with a name like a
 * credential. They are identified by value because they may be inserted anywhere.
 */
import { shortestHidden } from "../lib/hiding.ts";
import { isReference, isSecretName } from "../model/credentials.ts";
import { member, type Node, textOf } from "./node.ts";

/** Common words that are never treated as secrets, because they occur everywhere. */
const ordinary: ReadonlySet<string> = new Set([
	"",
	"true",
	"false",
	"null",
	"yes",
	"no",
	"on",
	"off",
	"none",
	"default",
]);

/** The values of the sensitive outputs in `terraform output -json`. */
export function sensitiveOutputs(tree: Node): readonly string[] {
	if (tree.type !== "map") return [];
	return [...tree.entries.values()].flatMap(({ value }) =>
		textOf(value, "sensitive") === "true" ? textsIn(member(value, "value")) : [],
	);
}

/** The values in a tree under a secret name, such as `DB_PASSWORD`. */
export function secretlyNamed(name: string, node: Node): readonly string[] {
	if (isSecretName(name)) return textsIn(node).filter((text) => !isReference(text));
	if (node.type === "scalar") return [];
	const inner: readonly (readonly [string, Node])[] =
		node.type === "list"
			? node.items.map((item) => ["", item])
			: [...node.entries].map(([key, { value }]) => [key, value]);
	return inner.flatMap(([key, value]) => secretlyNamed(key, value));
}

/** Whether a composed text contains a secret too short to be detected within it. */
export function tellsShortSecret(parts: readonly string[], secrets: ReadonlySet<string>): boolean {
	return parts.some((part) => part.length < shortestHidden && secrets.has(part));
}

function textsIn(node: Node | undefined): readonly string[] {
	if (!node) return [];
	if (node.type === "scalar") return ordinary.has(node.text.toLowerCase()) ? [] : [node.text];
	const inner = node.type === "list" ? node.items : [...node.entries.values()].map(({ value }) => value);
	return inner.flatMap(textsIn);
}
