/**
 * `policy.followDigest`: one forced deployment for each new digest that an image registry has under a tag.
 * evenkeel stores nothing for it: the revision of the started deployment has the digest, and ECS records a rolled-back one.
 */
import type { NewerImage } from "../../model/images.ts";
import type { Observed } from "../../model/observed-state.ts";
import type { Step } from "../../model/plan.ts";
import { because } from "../../model/reason.ts";
import type { PastDeployment, ServiceFacts } from "./facts.ts";
import { force } from "./force.ts";
import { rolledBack, waitForRollback } from "./rolled-back.ts";
import type { ServiceSpec } from "./spec.ts";

/** The step that deploys a new digest; undefined where there is none. */
export function followDigest(observed: Observed<ServiceSpec, ServiceFacts>): Step | undefined {
	const { images, history, stoppedReasons } = observed.facts;
	const newer = images?.newer.find(({ isRepeated }) => !isRepeated) ?? images?.newer[0];
	if (!newer) return undefined;
	const waiting = waitForRollback(history);
	if (waiting) return waiting;
	const last = history.find((past) => mayHaveRun(past, newer));
	if (last?.end === "undone") return rolledBack(last, stoppedReasons);
	// ECS resolved the tag to another digest than the image registry, and would again.
	if (newer.isRepeated) return undefined;
	const { image, digests, deployed } = newer;
	return force(observed, because("NewDigest", { image, digest: digests[0] ?? "", deployed }));
}

/** ECS does not pin an image that it could not pull, so such a deployment may have been for this digest. */
function mayHaveRun({ images }: PastDeployment, { image, digests }: NewerImage): boolean {
	return images.some((one) => one.image === image && (one.digest === undefined || digests.includes(one.digest)));
}
