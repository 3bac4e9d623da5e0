/**
 * Parts of a task definition with external owners: images of CI (`policy.liveImages`) and ignored fields (`policy.ignore`).
 * A revision matches the manifest when it differs in those parts only, and a new revision takes them from the running one,
 * so evenkeel does not undo CI's deployments.
 */
import { sameJson } from "../../lib/json.ts";
import { withIgnored } from "../../model/ignored.ts";
import type { Policy, Resource } from "../../model/manifest.ts";
import { contentTag } from "../../model/tags.ts";
import type { LiveFacts } from "./facts.ts";
import { normalTaskDefinition } from "./normal-form.ts";
import { chooseRevision, contentHash, type Revision } from "./revision.ts";
import type { TaskDefinitionSpec } from "./spec.ts";

/** The entry of a list of container names that means every container. */
export const everyContainer = "*";

/** The policy that excludes parts of a manifest from comparison. */
type Leniency = Pick<Policy, "liveImages" | "ignore">;
type DeclaredFamily = Pick<Resource<TaskDefinitionSpec>, "spec" | "policy">;

/** Whether parts have an external owner, which registers revisions too. */
export function isLive({ policy }: { readonly policy: Leniency }): boolean {
	return policy.liveImages.length > 0 || policy.ignore.length > 0;
}

/** `spec` with all externally owned parts of `source`. */
function withPartsOf(
	spec: TaskDefinitionSpec,
	source: TaskDefinitionSpec | undefined,
	leniency: Leniency,
): TaskDefinitionSpec {
	const imaged = withImagesOf(spec, source, leniency);
	if (!source || leniency.ignore.length === 0) return imaged;
	return normalTaskDefinition(withIgnored(imaged, source, leniency.ignore));
}

/** `spec` with the live images of `source`. A container that `source` lacks keeps its own image. */
export function withImagesOf(
	spec: TaskDefinitionSpec,
	source: TaskDefinitionSpec | undefined,
	{ liveImages }: Pick<Policy, "liveImages">,
): TaskDefinitionSpec {
	if (!source || liveImages.length === 0) return spec;
	const images = new Map((source.containerDefinitions ?? []).map(({ name, image }) => [name, image]));
	const isLive = (name = "") => liveImages.includes(name) || liveImages.includes(everyContainer);
	return {
		...spec,
		containerDefinitions: spec.containerDefinitions?.map((container) => {
			const image = isLive(container.name) ? images.get(container.name) : undefined;
			return image === undefined ? container : { ...container, image };
		}),
	};
}

/**
 * Whether a revision matches the manifest apart from externally owned parts. Its tag may prove it; else its content is
 * compared with the manifest, and with `others` whose tags prove a match, since AWS may return members today that it did
 * not when they were registered.
 */
export function isAsDeclared(
	revision: Revision,
	manifest: TaskDefinitionSpec,
	leniency: Leniency,
	others: readonly Revision[] = [],
): boolean {
	const { spec } = revision;
	return (
		isMadeFrom(revision, manifest, leniency) ||
		[manifest, ...others.filter((other) => isMadeFrom(other, manifest, leniency)).map((other) => other.spec)].some(
			(like) => sameJson(withPartsOf(like, spec, leniency), spec),
		)
	);
}

/**
 * The revision from which a new one takes the externally owned parts. If two services run different revisions, the newer
 * one is used.
 */
export function liveFacts(
	{ spec, policy }: DeclaredFamily,
	revisions: readonly Revision[],
	deregistered: readonly Revision[],
	running: readonly string[],
): LiveFacts {
	const [run] = [...revisions, ...deregistered]
		.filter(({ arn }) => running.includes(arn))
		.sort((a, b) => b.revision - a.revision);
	const matching = revisions.find((revision) => isAsDeclared(revision, spec, policy, revisions));
	return { source: run ?? matching ?? revisions[0], running };
}

/**
 * The running revision, where it matches the manifest; else the one with the manifest's content and the externally owned
 * parts of the running one.
 */
export function chooseLive(
	{ spec, policy }: DeclaredFamily,
	revisions: readonly Revision[],
	{ source }: LiveFacts,
): Revision | undefined {
	const isActive = source && revisions.some(({ arn }) => arn === source.arn);
	if (isActive && isAsDeclared(source, spec, policy, revisions)) return source;
	return chooseRevision(revisions, withPartsOf(spec, source?.spec, policy));
}

/**
 * Compares the content tag alone, not the content that AWS returns. A revision to which CI copied the tag with another
 * image has other content.
 */
function isMadeFrom({ spec, tags }: Revision, manifest: TaskDefinitionSpec, leniency: Leniency): boolean {
	const tag = tags[contentTag];
	return tag !== undefined && tag === contentHash(withPartsOf(manifest, spec, leniency));
}
