/**
 * `policy.followDigest`: one forced deployment for each digest that a registry has under a tag. Nothing is written down for
 * it: once the deployment has begun, its revision has the digest; and one that ECS has thrown out is in ECS's own record.
 */
import type { NewerImage } from "../../model/images.ts";
import type { Step } from "../../model/plan.ts";
import { because } from "../../model/reason.ts";
import type { Observed } from "../../model/world.ts";
import type { PastDeployment, ServiceFacts } from "./facts.ts";
import { force } from "./force.ts";
import type { ServiceSpec } from "./spec.ts";
import { thrownOut, waitForRollback } from "./thrown-out.ts";

/** The step that a new digest asks for; undefined where there is none. */
export function followDigest(observed: Observed<ServiceSpec, ServiceFacts>): Step | undefined {
	const { images, history, stoppedReasons } = observed.facts;
	const newer = images?.newer.find(({ isRepeated }) => !isRepeated) ?? images?.newer[0];
	if (!newer) return undefined;
	const waiting = waitForRollback(history);
	if (waiting) return waiting;
	const last = history.find((past) => mayHaveRun(past, newer));
	if (last?.end === "undone") return thrownOut(last, stoppedReasons);
	// ECS has found something else than the registry tells, and would again.
	if (newer.isRepeated) return undefined;
	const { image, digests, deployed } = newer;
	return force(observed, because("NewDigest", { image, digest: digests[0] ?? "", deployed }));
}

/** ECS has not pinned what it could not pull: such a deployment may have been for this digest. */
function mayHaveRun({ images }: PastDeployment, { image, digests }: NewerImage): boolean {
	return images.some((one) => one.image === image && (one.digest === undefined || digests.includes(one.digest)));
}
