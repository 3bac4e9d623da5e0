/**
 * Desired state back to text: the merged result as documents that `load` reads again to the same desired state. For people
 * who want to see what defaults, patches and variables made of their manifests, and for golden tests.
 */
import { dump } from "js-yaml";
import { groupBy } from "../lib/group.ts";
import { stableJson } from "../lib/json.ts";
import { hasUnseen, visibleJson } from "../lib/visible.ts";
import type { Kinds } from "../model/kinds.ts";
import type { Desired, Environment, Resource } from "../model/manifest.ts";
import { redact } from "../model/redact.ts";
import { findReferences, referredIdentity, replaceReferences } from "../model/references.ts";
import { secretValues } from "../model/secret-values.ts";
import { writeTags } from "../model/tag-codec.ts";
import { apiVersion } from "./environment.ts";
import { writtenPolicy } from "./policy.ts";
import { type Rules, rulesOf } from "./rules.ts";
import { writtenWindows } from "./windows.ts";

/** YAML documents, or a JSON list of them. */
export function render(desired: Desired, format: "yaml" | "json", kinds: Kinds): string {
	const documents = [
		environmentDocument(desired.environment),
		...desired.resources.map(documentsAmong(desired.resources, kinds)),
	];
	if (format === "json") return `${visibleJson(stableJson(documents, 2))}\n`;
	return documents.map(documentText).join("");
}

/** What may be shown of it: secret values are replaced, so that it can no longer be read again. */
export function withoutSecrets(desired: Desired): Desired {
	const { inValue } = secretValues(desired.secrets);
	const shown = <Value>(value: Value) => inValue(redact(value)) as Value;
	const resources = desired.resources.map((resource) => ({
		...resource,
		spec: shown(resource.spec),
		tags: shown({ tags: resource.tags }).tags,
	}));
	return { ...desired, resources };
}

/** Makes of each resource of `all` a document that `load` reads again. */
export function documentsAmong(all: readonly Resource[], kinds: Kinds): (resource: Resource) => object {
	const targets: Targets = {
		rules: rulesOf(kinds),
		byIdentity: new Map(all.map((resource) => [resource.identity, resource])),
		byName: groupBy(all, ({ kind, name }) => `${kind}/${name}`),
	};
	return (resource) => manifest(resource, targets);
}

/** What references may lead to. */
interface Targets {
	readonly rules: ReadonlyMap<string, Rules>;
	readonly byIdentity: ReadonlyMap<string, Resource>;
	readonly byName: ReadonlyMap<string, readonly Resource[]>;
}

/**
 * A document as YAML, with the line that begins it. One with characters that turn the text around them, which YAML's plain texts
 * would hold as they are, is written as JSON with escapes, which is YAML too.
 */
export function documentText(document: unknown): string {
	const yaml = dump(document, { lineWidth: 120, noRefs: true });
	return `---\n${hasUnseen(yaml) ? `${visibleJson(JSON.stringify(document, null, 2))}\n` : yaml}`;
}

function environmentDocument({ name, windows, ...spec }: Environment): object {
	const written = { ...spec, ...(windows.length > 0 && { windows: writtenWindows(windows) }) };
	return { apiVersion, kind: "Environment", metadata: { name }, spec: escaped(written) };
}

function manifest(resource: Resource, targets: Targets): object {
	const { kind, name, policy } = resource;
	const known = targets.rules.get(kind);
	if (!known) throw new Error(`no kind is called ${kind}`);
	const spec = replaceReferences(known.references, resource.spec, (found) => {
		const target = referredIdentity(found);
		return target ? nameOfTarget(target, found.reference.to, targets) : found.value;
	});
	const written = writtenPolicy(policy);
	return {
		apiVersion,
		kind,
		metadata: { name },
		...(Object.keys(written).length > 0 && { policy: escaped(written) }),
		spec: escaped({ ...spec, ...writeTags(known.tags, resource.tags) }),
	};
}

/** `name`, or `parent/name` where several manifests of the kind share the name. */
function nameOfTarget(identity: string, kind: string, targets: Targets): string {
	const target = targets.byIdentity.get(identity);
	if (!target) return identity.slice(kind.length + 1);
	if (targets.byName.get(`${kind}/${target.name}`)?.length === 1) return target.name;
	const [parent] = findReferences(targets.rules.get(kind)?.references ?? [], target.spec);
	const parentIdentity = parent && referredIdentity(parent);
	if (!parent) return target.name;
	const above = parentIdentity ? nameOfTarget(parentIdentity, parent.reference.to, targets) : parent.value;
	return `${above}/${target.name}`;
}

/** Texts in which a literal `${` would be taken for a variable get a second `$`. */
function escaped(value: unknown): unknown {
	if (typeof value === "string") return value.replaceAll("${", () => "$${");
	if (Array.isArray(value)) return value.map(escaped);
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).flatMap(([key, member]) => (member === undefined ? [] : [[key, escaped(member)]])),
	);
}
