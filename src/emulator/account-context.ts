/**
 * The dependencies of every service of the embedded AWS: one account in one Region, a clock, a random source and a
 * network.
 */
import type { Clock } from "../lib/clock.ts";
import type { Random } from "../lib/random.ts";
import type { KnownIds } from "./known-ids.ts";

/** The account that a service runs in. */
export interface AccountContext {
	/** Twelve digits. */
	readonly account: string;
	readonly region: string;
	readonly clock: Clock;
	readonly random: Random;
	/** Decides which IDs and ARNs of external resources are treated as existing. */
	readonly known: KnownIds;
	readonly network: Network;
}

/** The VPCs and subnets of the account, as configured by the caller. */
export interface Network {
	/** The subnets of each VPC. When absent, tasks see the private zones of all VPCs. */
	readonly vpcs?: Readonly<Record<string, readonly string[]>> | undefined;
	/** Subnets with an IPv6 block: their tasks also get an IPv6 address. */
	readonly dualStackSubnets?: readonly string[] | undefined;
}
