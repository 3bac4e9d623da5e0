/**
 * Images that belong to CI (`policy.liveImages`), and whatever else is somebody else's (`policy.ignore`). A revision that they
 * registered is as declared when it differs from the manifest in those parts only, and a new revision of ours takes them from
 * what runs: so evenkeel never fights CI.
 */
import { sameJson } from "../../lib/json.ts";
import { withIgnored } from "../../model/ignored.ts";
import type { Policy, Resource } from "../../model/manifest.ts";
import { contentTag } from "../../model/tags.ts";
import type { LiveFacts } from "./facts.ts";
import { normalTaskDefinition } from "./normal-form.ts";
import { chooseRevision, contentHash, type Revision } from "./revision.ts";
import type { TaskDefinitionSpec } from "./spec.ts";

/** In a list of container names: every container. */
export const everyContainer = "*";

/** What of a manifest is not compared. */
type Leniency = Pick<Policy, "liveImages" | "ignore">;
type DeclaredFamily = Pick<Resource<TaskDefinitionSpec>, "spec" | "policy">;

/** Whether parts of it are somebody else's, who registers revisions, too. */
export function isLive({ policy }: { readonly policy: Leniency }): boolean {
	return policy.liveImages.length > 0 || policy.ignore.length > 0;
}

/** `spec` with all of `source` that is somebody else's. */
function withPartsOf(
	spec: TaskDefinitionSpec,
	source: TaskDefinitionSpec | undefined,
	leniency: Leniency,
): TaskDefinitionSpec {
	const imaged = withImagesOf(spec, source, leniency);
	if (!source || leniency.ignore.length === 0) return imaged;
	return normalTaskDefinition(withIgnored(imaged, source, leniency.ignore));
}

/** `spec` with the live images of `source`. A container that `source` does not have keeps its own. */
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
 * Whether a revision is as the manifest says, what is somebody else's aside. Its tag may tell; else what AWS shows of it is compared with
 * the manifest, and with those of `others` whose tags tell: AWS may show today what it did not when they were registered.
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

/** From which revision a new one takes what is somebody else's. Of two services that run different ones, the newer revision has the say. */
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

/** The revision that runs, where it is as declared; else the one with the manifest's content and, where that is somebody else's, of what runs. */
export function chooseLive(
	{ spec, policy }: DeclaredFamily,
	revisions: readonly Revision[],
	{ source }: LiveFacts,
): Revision | undefined {
	const isActive = source && revisions.some(({ arn }) => arn === source.arn);
	if (isActive && isAsDeclared(source, spec, policy, revisions)) return source;
	return chooseRevision(revisions, withPartsOf(spec, source?.spec, policy));
}

/** By its tag, whatever AWS shows. CI that copies the tag along with another image has another content. */
function isMadeFrom({ spec, tags }: Revision, manifest: TaskDefinitionSpec, leniency: Leniency): boolean {
	const tag = tags[contentTag];
	return tag !== undefined && tag === contentHash(withPartsOf(manifest, spec, leniency));
}
