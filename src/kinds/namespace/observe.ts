/**
 * Observes Cloud Map namespaces.
 * One list returns them all and proves absence. Tags are read separately, and so are the VPCs, which only the hosted zone
 * has.
 */
import type { NamespaceSummary } from "@aws-sdk/client-servicediscovery";
import { readAll } from "../../aws/reads.ts";
import { groupBy } from "../../lib/group.ts";
import { type Identity, identity, nameOf } from "../../model/identity.ts";
import type { Due, Observations, ObserveRequest } from "../../model/observe-request.ts";
import type { Observation } from "../../model/observed-state.ts";
import { because } from "../../model/reason.ts";
import { madeByEcsTag, ownerTag } from "../../model/tags.ts";
import {
	allUnknown,
	cloudMapTags,
	dueByIdentity,
	lastObserved,
	proveGone,
	tryRead,
	unknownObservation,
} from "../observing.ts";
import { type Candidate, chooseNamespace } from "./choice.ts";
import type { NamespaceFacts } from "./facts.ts";
import { namespaceManifest } from "./manifest.ts";
import type { NamespaceSpec } from "./spec.ts";
import { zoneLeftBehind } from "./zone.ts";

type NamespaceObserveRequest = ObserveRequest<NamespaceSpec, NamespaceFacts>;
type NamespaceDue = Due<NamespaceSpec, NamespaceFacts>;
type NamespaceObservation = Observation<NamespaceSpec, NamespaceFacts>;

export async function observeNamespaces(
	request: NamespaceObserveRequest,
): Promise<Observations<NamespaceSpec, NamespaceFacts>> {
	if (request.due.length === 0 && !request.fullResync) return new Map();
	const listing = await tryRead(() =>
		readAll(request.read, "servicediscovery:ListNamespaces", {}, ({ Namespaces }) => Namespaces),
	);
	if (!listing.ok) {
		request.onIncomplete(because("ListFailed", { kind: "Namespace", cause: listing.reason }));
		return allUnknown(request.due, listing.reason);
	}
	const byIdentity = groupBy(listing.value, ({ Name }) => identity("Namespace", Name ?? ""));
	const due = dueByIdentity(request.due);
	const wanted = new Set([...due.keys(), ...(request.fullResync ? byIdentity.keys() : [])]);
	const observations = new Map<Identity, NamespaceObservation>();
	let underWay: Promise<readonly UnderWay[]> | undefined;
	const operations = () => {
		underWay ??= operationsUnderWay(request);
		return underWay;
	};
	for (const id of wanted) {
		const candidates = byIdentity.get(id) ?? [];
		const tried = await tryRead(async () => {
			const item = due.get(id);
			const seen = await observationFor(request, id, item, candidates);
			if (seen?.status === "absent") await proveGone(request, id, "servicediscovery:GetNamespace");
			const zone = seen?.status === "absent" && item ? await zoneLeftBehind(request.read, item) : undefined;
			if (zone) return zone;
			return !seen || isSettled(request, id, seen) ? seen : afterRestart(seen, item, await operations());
		});
		const observation = tried.ok
			? tried.value
			: unknownObservation(request, { identity: id, isDue: due.has(id), reason: tried.reason });
		if (observation) observations.set(id, observation);
	}
	return observations;
}

async function observationFor(
	request: NamespaceObserveRequest,
	id: Identity,
	due: NamespaceDue | undefined,
	summaries: readonly NamespaceSummary[],
): Promise<NamespaceObservation | undefined> {
	const vpc = due?.resource?.spec.Vpc;
	const candidates = await Promise.all(
		summaries.map(async (summary) => ({ summary, ...(await vpcsOf(request, due, summary)) })),
	);
	const lastId = request.observedState.get(id)?.lastAwsRef?.id;
	const named = chooseNamespace(candidates, { name: nameOf(id), vpc, lastId });
	const isAmbiguous = "status" in named && named.status === "unknown";
	const choice = isAmbiguous && due && !due.resource ? await ownedNamespace(request, candidates, named) : named;
	// An ambiguous name matters only where a manifest declares it.
	if ("status" in choice) return choice.status === "unknown" && !due ? undefined : choice;
	const { summary, vpcs } = choice;
	const arn = summary.Arn ?? "";
	const hostedZoneId = summary.Properties?.DnsProperties?.HostedZoneId;
	const registries = due && !due.resource ? await registriesOf(request, summary.Id ?? "") : undefined;
	const soaTtl = summary.Properties?.DnsProperties?.SOA?.TTL;
	return {
		status: "present",
		observed: {
			awsRef: { arn, id: summary.Id ?? "" },
			spec: namespaceManifest.normalise({
				Name: summary.Name ?? "",
				Type: summary.Type ?? "HTTP",
				Description: summary.Description ?? "",
				...(soaTtl !== undefined ? { Properties: { DnsProperties: { SOA: { TTL: soaTtl } } } } : {}),
				// Where the zone cannot be read, the manifest's VPC is assumed: a VPC cannot change.
				...vpcSpec(vpc, vpcs),
			}),
			...(await cloudMapTags(request, id, arn)),
			facts: {
				...(hostedZoneId ? { hostedZoneId } : {}),
				...(vpcs ? { vpcs } : {}),
				...(registries ? { registries } : {}),
			},
		},
	};
}

/**
 * Of several unmanaged namespaces of one name, the one that evenkeel may delete carries an owner tag. Where none does, none
 * is an orphan: a listed resource that is already deleted must not block all other deletions.
 */
async function ownedNamespace(
	request: NamespaceObserveRequest,
	candidates: readonly Candidate[],
	named: ReturnType<typeof chooseNamespace>,
): Promise<ReturnType<typeof chooseNamespace>> {
	const owned: Candidate[] = [];
	for (const candidate of candidates) {
		const { Tags } = await request.read("servicediscovery:ListTagsForResource", { ResourceARN: candidate.summary.Arn });
		if (Tags?.some(({ Key }) => Key === ownerTag)) owned.push(candidate);
	}
	const [only, another] = owned;
	return another ? named : (only ?? { status: "absent" });
}

function vpcSpec(desired: string | undefined, vpcs: readonly string[] | undefined): Pick<NamespaceSpec, "Vpc"> {
	const shown = desired && (!vpcs || vpcs.includes(desired)) ? desired : vpcs?.[0];
	return shown ? { Vpc: shown } : {};
}

/** The VPCs of a private namespace's zone; none for other types, and where Route 53 does not return them. */
async function vpcsOf(
	request: NamespaceObserveRequest,
	due: NamespaceDue | undefined,
	summary: NamespaceSummary,
): Promise<Pick<Candidate, "vpcs" | "reason" | "isKeptBack">> {
	const zone = summary.Properties?.DnsProperties?.HostedZoneId;
	if (summary.Type !== "DNS_PRIVATE" || !zone || !due?.resource?.spec.Vpc) return {};
	const known = lastObserved(due.last);
	if (known?.awsRef.id === summary.Id && known?.facts.vpcs) return { vpcs: known.facts.vpcs };
	const tried = await tryRead(() => request.read("route53:GetHostedZone", { Id: zone }));
	if (!tried.ok) return { reason: tried.reason, isKeptBack: tried.failure.kind === "denied" };
	const vpcs = (tried.value.VPCs ?? []).flatMap(({ VPCId }) => (VPCId ? [VPCId] : []));
	// Every private zone has a VPC, because its last one cannot be disassociated (Route 53: LastVPCAssociation).
	if (vpcs.length === 0) return { reason: because("ZoneWithoutVpcs", { zone }), isKeptBack: true };
	return { vpcs };
}

async function registriesOf(
	request: NamespaceObserveRequest,
	namespaceId: string,
): Promise<NamespaceFacts["registries"]> {
	const summaries = await readAll(
		request.read,
		"servicediscovery:ListServices",
		{ Filters: [{ Name: "NAMESPACE_ID", Values: [namespaceId], Condition: "EQ" }] },
		({ Services }) => Services,
	);
	return Promise.all(
		summaries.map(async ({ Id, Arn, Name, InstanceCount }) => {
			const { Tags } = await request.read("servicediscovery:ListTagsForResource", { ResourceARN: Arn });
			return {
				id: Id ?? "",
				name: Name ?? "",
				instances: InstanceCount ?? 0,
				madeByEcs: (Tags ?? []).some(({ Key }) => Key === madeByEcsTag),
			};
		}),
	);
}

/**
 * Whether this process has observed the namespace before without an operation in progress; evenkeel itself made every later
 * change.
 */
function isSettled(request: NamespaceObserveRequest, id: Identity, seen: NamespaceObservation): boolean {
	const last = request.observedState.get(id)?.observation;
	return seen.status === "unknown" || (seen.status === "present" && last?.status === "present" && !last.observed.busy);
}

/**
 * Waits for operations that may concern a missing namespace after a restart. The controller does not know which operations
 * it started, and Cloud Map lists a namespace before it is complete and until it is deleted. An operation carries only a
 * namespace id, which identifies no missing namespace: so a missing namespace waits for every create and delete operation,
 * and a listed one for its own.
 */
function afterRestart(
	seen: NamespaceObservation,
	due: NamespaceDue | undefined,
	operations: readonly UnderWay[],
): NamespaceObservation {
	if (seen.status === "unknown") return seen;
	if (seen.status === "absent") {
		const other = operations.find(({ type }) => type === "CREATE_NAMESPACE" || type === "DELETE_NAMESPACE");
		if (!other) return seen;
		return { ...seen, busy: because("NamespaceOperationInProgress", { operationId: other.id }) };
	}
	const own = operations.find(({ namespaceId }) => namespaceId === seen.observed.awsRef.id);
	if (!own) return seen;
	const busy = because("OwnOperationInProgress", { type: own.type, operationId: own.id });
	// A namespace that is incomplete or being deleted cannot be used, so it counts as absent for its manifest.
	if (due?.resource && own.type !== "UPDATE_NAMESPACE") return { status: "absent", busy };
	return { status: "present", observed: { ...seen.observed, busy } };
}

interface UnderWay {
	readonly id: string;
	readonly type: string;
	readonly namespaceId: string | undefined;
}

/** The operations on namespaces that have not ended; one may end between ListOperations and GetOperation. */
async function operationsUnderWay(request: NamespaceObserveRequest): Promise<readonly UnderWay[]> {
	const listed = await readAll(
		request.read,
		"servicediscovery:ListOperations",
		{ Filters: [{ Name: "STATUS", Values: ["SUBMITTED", "PENDING"], Condition: "IN" }] },
		({ Operations }) => Operations,
	);
	const found: UnderWay[] = [];
	for (const { Id } of listed) {
		const { Operation } = await request.read("servicediscovery:GetOperation", { OperationId: Id });
		const { Id: id = "", Type: type = "", Status, Targets } = Operation ?? {};
		const ended = Status === "SUCCESS" || Status === "FAIL";
		if (type.endsWith("_NAMESPACE") && !ended) found.push({ id, type, namespaceId: Targets?.NAMESPACE });
	}
	return found;
}
