/**
 * What a service of the embedded AWS declares about itself. Everything generic (wire protocols, front, control API, lists of what is
 * there) derives from these declarations and names no service.
 */
import type { AccountContext } from "./account-context.ts";
import type { Handlers } from "./aws-error.ts";
import type { Route } from "./control/route.ts";
import type { ServiceRules } from "./front/service-rules.ts";
import type { ResourceKind } from "./known-ids.ts";
import type { Ports } from "./ports.ts";
import type { WireProtocol } from "./wire/protocol.ts";

/** One service of AWS. `services/list.ts` lists all of them. */
export interface EmulatorService<Name extends string = string, Settings = unknown, Tools extends object = object>
	extends ServiceRules {
	readonly name: Name;
	/** As AWS's documentation calls it, such as `Route 53`; absent where it has no operations here. */
	readonly title?: string;
	readonly protocol: WireProtocol;
	/** Kinds of resources of this service that the embedded AWS does not have, but that can be listed as existing. */
	readonly resourceKinds?: readonly ResourceKind[];
	/** Begins with an empty account. It may use the ports of services that stand before it in the list. */
	start(context: AccountContext, ports: Ports, settings?: Settings): RunningService<Tools>;
}

/** A service within an account. */
export interface RunningService<Tools extends object = object> {
	/** The operations that it has. */
	readonly handlers: Handlers;
	/** What people and tests do with it beside AWS's operations. */
	readonly tools: Tools;
	/** The ports that it offers to other services. */
	readonly offers?: Partial<Ports>;
	/** Its paths of the control API. */
	readonly routes?: readonly Route[];
	/** Everything in it at a glance, as plain data; members of all services stand side by side. */
	readonly overview?: () => object;
	/** Ends what it does by itself. */
	readonly stop?: () => void;
}
