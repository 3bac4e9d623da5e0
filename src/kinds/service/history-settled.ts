/**
 * When the history of a service's deployments need not be read again. A whole fleet may wait for its turn of a rollout, each
 * service looked at every few seconds; and while ECS does nothing with a service, nothing can have become of its deployments.
 */
import type { Service } from "@aws-sdk/client-ecs";
import type { Observation } from "../../model/world.ts";
import { lastSeen } from "../looking.ts";
import type { PastDeployment, ServiceFacts } from "./facts.ts";
import type { ServiceSpec } from "./spec.ts";

/** So long after its last step a deployment's end is in the history for certain. */
const settledMs = 60_000;

const over = new Set(["SUCCESSFUL", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED", "STOPPED"]);

/**
 * The history as it was read last, where it still holds: its service was and is steady on one and the same deployment. With
 * `pinned`, digests matter, which ECS pins a while after the revision is there.
 */
export function settledHistory(
	last: Observation<ServiceSpec, ServiceFacts> | undefined,
	{ deployments = [] }: Service,
	{ pinned }: { readonly pinned: boolean },
): readonly PastDeployment[] | undefined {
	const seen = lastSeen(last)?.facts;
	const [present] = deployments;
	const [before] = seen?.deployments ?? [];
	if (!last || !seen || !present || !before || deployments.length + seen.deployments.length > 2) return undefined;
	const isSame = present.id === before.id && (present.updatedAt ?? present.createdAt)?.getTime() === before.updatedAtMs;
	const isSteady = before.rolloutState === "COMPLETED" && present.rolloutState === "COMPLETED";
	if (!isSame || !isSteady || last.wallMs - before.updatedAtMs < settledMs) return undefined;
	const isWhole = !pinned || seen.history.every(({ images }) => images.every(({ digest }) => digest !== undefined));
	return isWhole && over.has(seen.history[0]?.status ?? "") ? seen.history : undefined;
}
