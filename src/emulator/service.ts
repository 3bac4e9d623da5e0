/**
 * Defines what a service of the embedded AWS declares. Generic code (wire protocols, front, control API, overviews)
 * uses these declarations and names no service.
 */
import type { AccountContext } from "./account-context.ts";
import type { Handlers } from "./aws-error.ts";
import type { Route } from "./control/route.ts";
import type { ServiceRules } from "./front/service-rules.ts";
import type { ResourceKind } from "./known-ids.ts";
import type { Ports } from "./ports.ts";
import type { WireProtocol } from "./wire/protocol.ts";

/** An AWS service. `services/list.ts` lists all of them. */
export interface EmulatorService<Name extends string = string, Settings = unknown, Tools extends object = object>
	extends ServiceRules {
	readonly name: Name;
	/** The name in AWS's documentation, such as `Route 53`; absent if the service has no operations here. */
	readonly title?: string;
	readonly protocol: WireProtocol;
	/** Kinds of external resources of this service that can be listed as existing. */
	readonly resourceKinds?: readonly ResourceKind[];
	/** Starts with an empty account. It can use the ports of services before it in the list. */
	start(context: AccountContext, ports: Ports, settings?: Settings): RunningService<Tools>;
}

/** A service of one account. */
export interface RunningService<Tools extends object = object> {
	/** The supported operations. */
	readonly handlers: Handlers;
	/** Tools for users and tests beyond AWS's operations. */
	readonly tools: Tools;
	/** The ports that it offers to other services. */
	readonly offers?: Partial<Ports>;
	/** Its routes of the control API. */
	readonly routes?: readonly Route[];
	/** A summary of its state as plain data; the members of all services are merged. */
	readonly overview?: () => object;
	/** Cancels its timers. */
	readonly stop?: () => void;
}
