/** An account with a hosted zone, and short functions for changes and the errors of batches. */
import {
	type Change,
	ChangeResourceRecordSetsCommand,
	CreateHostedZoneCommand,
	ListResourceRecordSetsCommand,
	type ListResourceRecordSetsCommandInput,
	type RRType,
} from "@aws-sdk/client-route-53";
import { createWorld, type World } from "../../world.ts";

export const VPC = { VPCId: "vpc-9", VPCRegion: "ap-northeast-1" as const };

export type Zone = World & {
	readonly zoneId: string;
	readonly change: (...changes: Change[]) => Promise<unknown>;
	/** Name, type and set identifier of each record set below the apex, in order. */
	readonly list: (input?: Partial<ListResourceRecordSetsCommandInput>) => Promise<readonly string[]>;
};

/** An account with one hosted zone, private by default. */
export async function withZone(name = "example.com", isPublic = false): Promise<Zone> {
	const world = createWorld();
	const made = await world.route53.send(
		new CreateHostedZoneCommand({ Name: name, CallerReference: "one", ...(!isPublic && { VPC }) }),
	);
	const zoneId = made.HostedZone?.Id ?? "";
	return {
		...world,
		zoneId,
		change: (...Changes) =>
			world.route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch: { Changes } })),
		list: async (input) => {
			const command = new ListResourceRecordSetsCommand({ HostedZoneId: zoneId, ...input });
			const { ResourceRecordSets = [] } = await world.route53.send(command);
			return ResourceRecordSets.filter(({ Name }) => Name !== `${name}.`).map(({ Name, Type, SetIdentifier }) =>
				[Name, Type, SetIdentifier].filter(Boolean).join(" "),
			);
		},
	};
}

export function record(
	Action: Change["Action"],
	Name: string,
	Type: RRType,
	values: readonly string[],
	TTL = 60,
	more = {},
): Change {
	return {
		Action,
		ResourceRecordSet: { Name, Type, TTL, ResourceRecords: values.map((Value) => ({ Value })), ...more },
	};
}

export const text = (Action: Change["Action"], value: string, TTL = 60) =>
	record(Action, "lease.example.com", "TXT", [value], TTL);
export const invalidBatch = (...messages: string[]) => ({
	name: "InvalidChangeBatch",
	message: `[${messages.join(", ")}]`,
	messages,
});
