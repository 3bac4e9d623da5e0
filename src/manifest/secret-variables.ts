/**
 * Which values of variables are secret: outputs that Terraform calls sensitive, and what is called like a credential. They may be
 * filled in anywhere, so they are known by their values.
 */
import { shortestHidden } from "../lib/hiding.ts";
import { isReference, isSecretName } from "../model/credentials.ts";
import { member, type Node, textOf } from "./node.ts";

/** Words that would be found everywhere and give nothing away. */
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

/** The values of those outputs in `terraform output -json` that are sensitive. */
export function sensitiveOutputs(tree: Node): readonly string[] {
	if (tree.type !== "map") return [];
	return [...tree.entries.values()].flatMap(({ value }) =>
		textOf(value, "sensitive") === "true" ? textsIn(member(value, "value")) : [],
	);
}

/** The values of a tree that stand below a name such as `DB_PASSWORD`. */
export function secretlyNamed(name: string, node: Node): readonly string[] {
	if (isSecretName(name)) return textsIn(node).filter((text) => !isReference(text));
	if (node.type === "scalar") return [];
	const inner: readonly (readonly [string, Node])[] =
		node.type === "list"
			? node.items.map((item) => ["", item])
			: [...node.entries].map(([key, { value }]) => [key, value]);
	return inner.flatMap(([key, value]) => secretlyNamed(key, value));
}

/** Whether a text that was made of others tells a secret that is too short to be found in it. */
export function tellsShortSecret(parts: readonly string[], secrets: ReadonlySet<string>): boolean {
	return parts.some((part) => part.length < shortestHidden && secrets.has(part));
}

function textsIn(node: Node | undefined): readonly string[] {
	if (!node) return [];
	if (node.type === "scalar") return ordinary.has(node.text.toLowerCase()) ? [] : [node.text];
	const inner = node.type === "list" ? node.items : [...node.entries.values()].map(({ value }) => value);
	return inner.flatMap(textsIn);
}
