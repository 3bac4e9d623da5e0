/**
 * The health checks of the account: operations and status. The emulator sends no network requests; a check is healthy
 * until a user or a test makes its endpoint fail.
 */
import type {
	CreateHealthCheckRequest,
	CreateHealthCheckResponse,
	DeleteHealthCheckRequest,
	GetCheckerIpRangesResponse,
	GetHealthCheckCountResponse,
	GetHealthCheckLastFailureReasonRequest,
	GetHealthCheckLastFailureReasonResponse,
	GetHealthCheckRequest,
	GetHealthCheckResponse,
	GetHealthCheckStatusRequest,
	GetHealthCheckStatusResponse,
	HealthCheckConfig,
	ListHealthChecksRequest,
	ListHealthChecksResponse,
	UpdateHealthCheckRequest,
	UpdateHealthCheckResponse,
} from "@aws-sdk/client-route-53";
import { sameJson } from "../../../../lib/json.ts";
import type { AccountContext } from "../../../account-context.ts";
import { AwsError, type Handlers } from "../../../aws-error.ts";
import type { ManagedZones } from "../../../ports.ts";
import { compareText } from "../domain-names.ts";
import { newUuid } from "../identifiers.ts";
import { page } from "../pages.ts";
import { type Check, createdAnswer, refuseManaged, viewCheck } from "./check.ts";
import { checksEndpoint, completeConfig, refusePrivateAddress, updatedConfig } from "./rules.ts";
import { checkerRanges, connectionFailure, noticed, observations, saysHealthy } from "./status.ts";

/** All health checks, as used by requests, DNS, Cloud Map, users and tests. */
export interface HealthChecks {
	readonly handlers: Handlers;
	readonly has: (id: string) => boolean;
	/** The status for DNS; a deleted check counts as healthy, as in Route 53. */
	readonly isHealthy: (id: string) => boolean;
	/** The tags of the check; rejects with NoSuchHealthCheck. */
	readonly tagsOf: (id: string) => Map<string, string>;
	readonly count: () => number;
	/** Makes the endpoint of a check fail or recover; returns false if the check does not exist. */
	readonly setEndpointHealth: (id: string, isHealthy: boolean, reason?: string) => boolean;
	readonly createManaged: ManagedZones["createHealthCheck"];
	readonly deleteManaged: (id: string) => void;
	readonly overview: () => readonly object[];
}

/** The quota, which AWS raises on request. */
export const maximumHealthChecks = 200;
const checksPerPage = 100;

/** Creates an account without health checks. */
export function createHealthChecks({ clock, random }: AccountContext): HealthChecks {
	const checks = new Map<string, Check>();
	const deletedReferences = new Set<string>();
	const find = (id: string) => checks.get(id);
	const get = (id = ""): Check => {
		const check = checks.get(id);
		if (check) return check;
		throw new AwsError("NoSuchHealthCheck", `A health check with id ${id} does not exist.`);
	};
	const says = (check: Check) => saysHealthy(check, clock.now(), find);
	const add = (callerReference: string, input: HealthCheckConfig, namespaceArn?: string): Check => {
		const config = completeConfig(input);
		const endpoint = { isHealthy: true, reason: "", sinceMs: clock.now(), saidBefore: true };
		const id = newUuid(random);
		const check: Check = {
			id,
			callerReference,
			namespaceArn,
			firstConfig: input,
			tags: new Map(),
			config,
			version: 1,
			endpoint,
			lastFailure: undefined,
		};
		checks.set(id, check);
		return check;
	};
	const create = (input: CreateHealthCheckRequest): CreateHealthCheckResponse => {
		const { CallerReference: reference = "", HealthCheckConfig: config = { Type: undefined } } = input;
		const before = [...checks.values()].find((check) => check.callerReference === reference);
		if (before && sameJson(before.firstConfig, config)) return createdAnswer(before);
		if (before || deletedReferences.has(reference)) {
			const message = `A health check with the caller reference ${reference} and different settings has already been created.`;
			throw new AwsError("HealthCheckAlreadyExists", message);
		}
		if (checks.size >= maximumHealthChecks) {
			const message = `You have reached the limit of ${maximumHealthChecks} active health checks.`;
			throw new AwsError("TooManyHealthChecks", message);
		}
		refusePrivateAddress(config);
		return createdAnswer(add(reference, config));
	};
	const update = (input: UpdateHealthCheckRequest): UpdateHealthCheckResponse => {
		const check = get(input.HealthCheckId);
		refuseManaged(check);
		if (input.HealthCheckVersion !== undefined && input.HealthCheckVersion !== check.version) {
			const message = `The version ${input.HealthCheckVersion} is not the version ${check.version} of the health check ${check.id}.`;
			throw new AwsError("HealthCheckVersionMismatch", message);
		}
		refusePrivateAddress(input);
		check.config = updatedConfig(check.config, input);
		check.version += 1;
		return { HealthCheck: viewCheck(check) };
	};
	const remove = ({ HealthCheckId }: DeleteHealthCheckRequest) => {
		const check = get(HealthCheckId);
		refuseManaged(check);
		deletedReferences.add(check.callerReference);
		checks.delete(check.id);
		return {};
	};
	const list = ({ Marker, MaxItems }: ListHealthChecksRequest): ListHealthChecksResponse => {
		const sorted = [...checks.values()].sort((a, b) => compareText(a.id, b.id));
		const start = Marker ? sorted.findIndex(({ id }) => id >= Marker) : 0;
		const { items, next, size } = page(sorted, start, MaxItems, checksPerPage);
		const HealthChecks = items.map(viewCheck);
		return {
			HealthChecks,
			Marker: Marker ?? "",
			IsTruncated: next !== undefined,
			NextMarker: next?.id,
			MaxItems: size,
		};
	};
	const status = ({ HealthCheckId }: GetHealthCheckStatusRequest): GetHealthCheckStatusResponse => {
		const check = get(HealthCheckId);
		if (!checksEndpoint(check.config)) {
			throw new AwsError("InvalidInput", `The status of a health check of type ${check.config.Type} can't be got.`);
		}
		return { HealthCheckObservations: observations(check, clock.now()) };
	};
	const lastFailure = (input: GetHealthCheckLastFailureReasonRequest): GetHealthCheckLastFailureReasonResponse => {
		const check = get(input.HealthCheckId);
		if (!check.lastFailure) return { HealthCheckObservations: [] };
		const { reason, atMs } = check.lastFailure;
		const failed = { ...check, endpoint: { ...check.endpoint, isHealthy: false, reason } };
		return { HealthCheckObservations: observations(failed, atMs) };
	};
	return {
		handlers: {
			CreateHealthCheck: create,
			GetHealthCheck: ({ HealthCheckId }: GetHealthCheckRequest): GetHealthCheckResponse => ({
				HealthCheck: viewCheck(get(HealthCheckId)),
			}),
			UpdateHealthCheck: update,
			DeleteHealthCheck: remove,
			ListHealthChecks: list,
			GetHealthCheckCount: (): GetHealthCheckCountResponse => ({ HealthCheckCount: checks.size }),
			GetHealthCheckStatus: status,
			GetHealthCheckLastFailureReason: lastFailure,
			GetCheckerIpRanges: (): GetCheckerIpRangesResponse => ({ CheckerIpRanges: [...checkerRanges] }),
		},
		has: (id) => checks.has(id),
		isHealthy: (id) => {
			const check = checks.get(id);
			return check === undefined || says(check);
		},
		tagsOf: (id) => get(id).tags,
		count: () => checks.size,
		setEndpointHealth: (id, isHealthy, reason = connectionFailure) => {
			const check = checks.get(id);
			if (!check) return false;
			const saidBefore = noticed(check, clock.now());
			if (check.endpoint.isHealthy !== isHealthy || check.endpoint.reason !== reason) {
				check.endpoint = { isHealthy, reason, sinceMs: clock.now(), saidBefore };
			}
			if (!isHealthy) check.lastFailure = { reason, atMs: clock.now() };
			return true;
		},
		createManaged: ({ namespaceArn, type, address, port, path, failureThreshold }) => {
			const Type = type as HealthCheckConfig["Type"];
			const config = { Type, IPAddress: address, Port: port, ResourcePath: path, FailureThreshold: failureThreshold };
			return add(`cloud-map-${newUuid(random)}`, config, namespaceArn).id;
		},
		deleteManaged: (id) => void checks.delete(id),
		overview: () =>
			[...checks.values()].map((check) => ({ id: check.id, type: check.config.Type, healthy: says(check) })),
	};
}
