/** Traffic policies and their versions, which are immutable documents. */
import type {
	CreateTrafficPolicyRequest,
	CreateTrafficPolicyResponse,
	CreateTrafficPolicyVersionRequest,
	CreateTrafficPolicyVersionResponse,
	DeleteTrafficPolicyRequest,
	GetTrafficPolicyRequest,
	GetTrafficPolicyResponse,
	ListTrafficPoliciesRequest,
	ListTrafficPoliciesResponse,
	ListTrafficPolicyVersionsRequest,
	ListTrafficPolicyVersionsResponse,
	TrafficPolicy,
	UpdateTrafficPolicyCommentRequest,
	UpdateTrafficPolicyCommentResponse,
} from "@aws-sdk/client-route-53";
import type { AccountContext } from "../../../account-context.ts";
import { AwsError, type Handlers } from "../../../aws-error.ts";
import { compareText } from "../domain-names.ts";
import { newUuid } from "../identifiers.ts";
import { page } from "../pages.ts";
import { readDocument, type TrafficDocument } from "./document.ts";

/** All traffic policies. */
export interface TrafficPolicies {
	readonly handlers: Handlers;
	/** A version of a policy; rejects with NoSuchTrafficPolicy. */
	readonly get: (id: string | undefined, version: number | undefined) => PolicyVersion;
	readonly count: () => number;
}

/** A version of a traffic policy; only its comment can change. */
export interface PolicyVersion {
	readonly id: string;
	readonly version: number;
	readonly name: string;
	readonly text: string;
	readonly document: TrafficDocument;
	comment: string | undefined;
}

/** The quota, which AWS raises on request. */
export const maximumPolicies = 50;
const maximumVersions = 1000;

/** @param isUsed whether an instance uses a version. */
export function createTrafficPolicies(
	{ random }: AccountContext,
	isUsed: (id: string, version: number) => boolean,
): TrafficPolicies {
	/** The versions of each policy by number; numbers continue after deletions. */
	const policies = new Map<string, { readonly versions: Map<number, PolicyVersion>; latest: number }>();
	const noSuchPolicy = () => new AwsError("NoSuchTrafficPolicy", "No traffic policy exists with the specified ID.");
	const versionsOf = (id = "") => {
		const policy = policies.get(id);
		if (policy) return policy;
		throw noSuchPolicy();
	};
	const get: TrafficPolicies["get"] = (id, version = 0) => {
		const found = versionsOf(id).versions.get(version);
		if (found) return found;
		throw noSuchPolicy();
	};
	const create = (input: CreateTrafficPolicyRequest): CreateTrafficPolicyResponse => {
		const { Name: name = "", Document: text = "", Comment: comment } = input;
		const isTaken = [...policies.values()].some(({ versions }) => [...versions.values()][0]?.name === name);
		if (isTaken)
			throw new AwsError("TrafficPolicyAlreadyExists", `A traffic policy with the name ${name} already exists.`);
		if (policies.size >= maximumPolicies) {
			throw new AwsError("TooManyTrafficPolicies", `The limit of ${maximumPolicies} traffic policies is reached.`);
		}
		const document = readDocument(text);
		const first = { id: newUuid(random), version: 1, name, text, document, comment };
		policies.set(first.id, { versions: new Map([[1, first]]), latest: 1 });
		return { TrafficPolicy: describe(first), Location: locationOf(first) };
	};
	const addVersion = (input: CreateTrafficPolicyVersionRequest): CreateTrafficPolicyVersionResponse => {
		const policy = versionsOf(input.Id);
		const [known] = policy.versions.values();
		if (!known) throw noSuchPolicy();
		if (policy.versions.size >= maximumVersions) {
			const message = `A traffic policy has at most ${maximumVersions} versions.`;
			throw new AwsError("TooManyTrafficPolicyVersionsForCurrentPolicy", message);
		}
		const text = input.Document ?? "";
		const document = readDocument(text);
		if (document.recordType !== known.document.recordType) {
			throw new AwsError("InvalidTrafficPolicyDocument", "The versions of a traffic policy have one record type.");
		}
		policy.latest += 1;
		const added = { ...known, version: policy.latest, text, document, comment: input.Comment };
		policy.versions.set(added.version, added);
		return { TrafficPolicy: describe(added), Location: locationOf(added) };
	};
	const remove = ({ Id, Version }: DeleteTrafficPolicyRequest) => {
		const { id, version } = get(Id, Version);
		if (isUsed(id, version)) {
			throw new AwsError(
				"TrafficPolicyInUse",
				"One or more traffic policy instances were created by using this version.",
			);
		}
		const { versions } = versionsOf(id);
		versions.delete(version);
		if (versions.size === 0) policies.delete(id);
		return {};
	};
	const comment = (input: UpdateTrafficPolicyCommentRequest): UpdateTrafficPolicyCommentResponse => {
		const version = get(input.Id, input.Version);
		version.comment = input.Comment;
		return { TrafficPolicy: describe(version) };
	};
	const list = ({
		TrafficPolicyIdMarker: marker,
		MaxItems,
	}: ListTrafficPoliciesRequest): ListTrafficPoliciesResponse => {
		const sorted = [...policies.entries()].sort(([a], [b]) => compareText(a, b));
		const start = marker ? sorted.findIndex(([id]) => id >= marker) : 0;
		const { items, next, size } = page(sorted, start, MaxItems);
		return {
			TrafficPolicySummaries: items.map(([id, { versions, latest }]) => {
				const newest = [...versions.values()].at(-1);
				const Type = newest && describe(newest).Type;
				return { Id: id, Name: newest?.name, Type, LatestVersion: latest, TrafficPolicyCount: versions.size };
			}),
			IsTruncated: next !== undefined,
			TrafficPolicyIdMarker: next?.[0] ?? "",
			MaxItems: size,
		};
	};
	const listVersions = (input: ListTrafficPolicyVersionsRequest): ListTrafficPolicyVersionsResponse => {
		const sorted = [...versionsOf(input.Id).versions.values()];
		const marker = Number(input.TrafficPolicyVersionMarker ?? 0);
		const start = sorted.findIndex(({ version }) => version >= marker);
		const { items, next, size } = page(sorted, start, input.MaxItems);
		return {
			TrafficPolicies: items.map(describe),
			IsTruncated: next !== undefined,
			TrafficPolicyVersionMarker: String(next?.version ?? ""),
			MaxItems: size,
		};
	};
	return {
		handlers: {
			CreateTrafficPolicy: create,
			CreateTrafficPolicyVersion: addVersion,
			GetTrafficPolicy: ({ Id, Version }: GetTrafficPolicyRequest): GetTrafficPolicyResponse => ({
				TrafficPolicy: describe(get(Id, Version)),
			}),
			DeleteTrafficPolicy: remove,
			UpdateTrafficPolicyComment: comment,
			ListTrafficPolicies: list,
			ListTrafficPolicyVersions: listVersions,
		},
		get,
		count: () => policies.size,
	};
}

function describe({ id, version, name, text, document, comment }: PolicyVersion): TrafficPolicy {
	const Type = document.recordType as TrafficPolicy["Type"];
	return { Id: id, Version: version, Name: name, Type, Document: text, Comment: comment };
}

function locationOf({ id, version }: PolicyVersion): string {
	return `https://route53.amazonaws.com/2013-04-01/trafficpolicy/${id}/${version}`;
}
