/**
 * Observes log groups: by name, 50 at a time, and page by page in a full resync; both prove absence.
 * The list lacks tags, which cost one request per log group.
 */
import type { LogGroup } from "@aws-sdk/client-cloudwatch-logs";
import { batches, type Read, readAll } from "../../aws/reads.ts";
import { type Identity, identity, nameOf } from "../../model/identity.ts";
import type { Observations, ObserveRequest } from "../../model/observe-request.ts";
import type { Observation } from "../../model/observed-state.ts";
import { because } from "../../model/reason.ts";
import { allUnknown, dueByIdentity, lastObserved, tryRead, unknownObservation } from "../observing.ts";
import type { LogGroupFacts } from "./facts.ts";
import { logGroupManifest, neverExpires, noKey } from "./manifest.ts";
import type { LogGroupSpec } from "./spec.ts";

type LogGroupLook = ObserveRequest<LogGroupSpec, LogGroupFacts>;
type LogGroupSight = Observation<LogGroupSpec, LogGroupFacts>;

/** The most names that DescribeLogGroups takes (CloudWatch Logs API reference). */
const maxNames = 50;

export async function observeLogGroups(request: LogGroupLook): Promise<Observations<LogGroupSpec, LogGroupFacts>> {
	const due = dueByIdentity(request.due);
	const isDeclared = request.due.length > 0 || [...request.declared.values()].some(({ kind }) => kind === "LogGroup");
	// Without a declared log group, neither the SDK package nor the permission is needed. With no manifest at all, every
	// log group is exported.
	if (!isDeclared && (!request.fullResync || request.declared.size > 0)) return new Map();
	const names = request.due.map((one) => nameOf(one.identity));
	const listing = await tryRead(() =>
		request.fullResync ? everyLogGroup(request, names) : namedLogGroups(request.read, names),
	);
	if (!listing.ok) {
		if (!isDeclared && listing.failure.kind === "unsupported") return new Map();
		request.onIncomplete(because("ListFailed", { kind: "LogGroup", cause: listing.reason }));
		return allUnknown(request.due, listing.reason);
	}
	const shown = new Map(listing.value.map((one) => [identity("LogGroup", one.logGroupName ?? ""), one]));
	const observations = new Map<Identity, LogGroupSight>();
	for (const id of new Set([...due.keys(), ...shown.keys()])) {
		const tried = await tryRead(() => observationFor(request, id, shown.get(id), due.has(id)));
		observations.set(
			id,
			tried.ok ? tried.value : unknownObservation(request, { identity: id, isDue: due.has(id), reason: tried.reason }),
		);
	}
	return observations;
}

/** All log groups, and those of `names` that the list omits, requested by name. */
async function everyLogGroup({ read }: LogGroupLook, names: readonly string[]): Promise<readonly LogGroup[]> {
	const all = await readAll(read, "logs:DescribeLogGroups", {}, ({ logGroups }) => logGroups);
	const shown = new Set(all.map(({ logGroupName }) => logGroupName));
	const missing = names.filter((name) => !shown.has(name));
	return [...all, ...(await namedLogGroups(read, missing))];
}

async function namedLogGroups(read: Read, names: readonly string[]): Promise<readonly LogGroup[]> {
	const found: LogGroup[] = [];
	for (const logGroupIdentifiers of batches([...names].sort(), maxNames)) {
		const input = { logGroupIdentifiers };
		found.push(...(await readAll(read, "logs:DescribeLogGroups", input, ({ logGroups }) => logGroups)));
	}
	return found;
}

async function observationFor(
	request: LogGroupLook,
	id: Identity,
	group: LogGroup | undefined,
	isDue: boolean,
): Promise<LogGroupSight> {
	if (!group) return { status: "absent" };
	const { logGroupName = "", logGroupClass = "STANDARD" } = group;
	// ListTagsForResource takes the ARN without the trailing `:*`.
	const arn = group.logGroupArn ?? (group.arn ?? "").replace(/:\*$/, "");
	return {
		status: "present",
		observed: {
			awsRef: { arn, id: logGroupName },
			spec: logGroupManifest.normalise({
				logGroupName,
				logGroupClass,
				retentionInDays: group.retentionInDays ?? neverExpires,
				kmsKeyId: group.kmsKeyId ?? noKey,
			}),
			...(await tagsOf(request, id, arn, isDue)),
			facts: {},
		},
	};
}

/**
 * Tags from the last observation, or read again: on first observation, before a write, and in a full resync for what is
 * due. An account may have thousands of log groups that evenkeel does not own.
 */
async function tagsOf(request: LogGroupLook, id: Identity, arn: string, isDue: boolean) {
	const last = lastObserved(request.observedState.get(id));
	const cached = last?.awsRef.arn === arn ? last : undefined;
	const isEnough = !request.freshTags.has(id) && !(request.fullResync && isDue);
	if (cached?.tags && isEnough) return { tags: cached.tags, tagsReconcileId: cached.tagsReconcileId };
	const { tags = {} } = await request.read("logs:ListTagsForResource", { resourceArn: arn });
	return { tags, tagsReconcileId: request.reconcileId };
}
