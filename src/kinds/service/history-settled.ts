/**
 * Decides when a service's deployment history need not be read again.
 * A whole fleet may wait for its turn in a rollout while each service is observed every few seconds; the history of a
 * steady service cannot change.
 */
import type { Service } from "@aws-sdk/client-ecs";
import type { ObservationRecord } from "../../model/observed-state.ts";
import { lastObserved } from "../observing.ts";
import type { PastDeployment, ServiceFacts } from "./facts.ts";
import type { ServiceSpec } from "./spec.ts";

/** After this time since its last update, a deployment's end is in the history. */
const settledMs = 60_000;

const over = new Set(["SUCCESSFUL", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED", "STOPPED"]);

/**
 * The history as last read, where it is still valid: the service was and is steady on the same deployment. With `pinned`,
 * its digests must be present, which ECS pins some time after it creates the revision.
 */
export function settledHistory(
	last: ObservationRecord<ServiceSpec, ServiceFacts> | undefined,
	{ deployments = [] }: Service,
	{ pinned }: { readonly pinned: boolean },
): readonly PastDeployment[] | undefined {
	const seen = lastObserved(last)?.facts;
	const [present] = deployments;
	const [before] = seen?.deployments ?? [];
	if (!last || !seen || !present || !before || deployments.length + seen.deployments.length > 2) return undefined;
	const isSame = present.id === before.id && (present.updatedAt ?? present.createdAt)?.getTime() === before.updatedAtMs;
	const isSteady = before.rolloutState === "COMPLETED" && present.rolloutState === "COMPLETED";
	if (!isSame || !isSteady || last.wallMs - before.updatedAtMs < settledMs) return undefined;
	const isWhole = !pinned || seen.history.every(({ images }) => images.every(({ digest }) => digest !== undefined));
	return isWhole && over.has(seen.history[0]?.status ?? "") ? seen.history : undefined;
}
