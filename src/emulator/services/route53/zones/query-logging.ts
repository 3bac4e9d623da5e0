/**
 * Query logging configurations of public zones. They are stored and listed. There is no CloudWatch, so nothing is
 * logged and every log group exists.
 */
import type {
	CreateQueryLoggingConfigRequest,
	CreateQueryLoggingConfigResponse,
	DeleteQueryLoggingConfigRequest,
	GetQueryLoggingConfigRequest,
	GetQueryLoggingConfigResponse,
	ListQueryLoggingConfigsRequest,
	ListQueryLoggingConfigsResponse,
	QueryLoggingConfig,
} from "@aws-sdk/client-route-53";
import type { AccountContext } from "../../../account-context.ts";
import { AwsError, type Handlers } from "../../../aws-error.ts";
import { compareText } from "../domain-names.ts";
import { newUuid } from "../identifiers.ts";
import { page } from "../pages.ts";
import { bareZoneId, type ZoneTable } from "./zones.ts";

type Config = Required<QueryLoggingConfig> & { readonly Id: string };

const logGroupArn = /^arn:aws[\w-]*:logs:[a-z0-9-]+:\d{12}:log-group:[^:*]+(:\*)?$/;

/** The operations on query logging configurations. */
export function queryLoggingOperations({ random }: AccountContext, zones: ZoneTable): Handlers {
	const configs = new Map<string, Config>();
	/** A configuration is deleted with its zone. */
	const present = () =>
		[...configs.values()].filter(({ HostedZoneId }) => zones.find(HostedZoneId ?? "") !== undefined);
	const get = (id: string | undefined): Config => {
		const config = present().find(({ Id }) => Id === id);
		if (config) return config;
		throw new AwsError("NoSuchQueryLoggingConfig", "The specified query logging configuration does not exist.");
	};
	const create = (input: CreateQueryLoggingConfigRequest): CreateQueryLoggingConfigResponse => {
		const zone = zones.get(input.HostedZoneId ?? "");
		const arn = input.CloudWatchLogsLogGroupArn ?? "";
		if (zone.vpcs) throw new AwsError("InvalidInput", "Queries can be logged for public hosted zones only.");
		if (!logGroupArn.test(arn)) throw new AwsError("InvalidInput", `${arn} is not the ARN of a log group.`);
		if (present().some(({ HostedZoneId }) => HostedZoneId === zone.id)) {
			const message = "A query logging configuration already exists for this hosted zone.";
			throw new AwsError("QueryLoggingConfigAlreadyExists", message);
		}
		const config = { Id: newUuid(random), HostedZoneId: zone.id, CloudWatchLogsLogGroupArn: arn };
		configs.set(config.Id, config);
		const Location = `https://route53.amazonaws.com/2013-04-01/queryloggingconfig/${config.Id}`;
		return { QueryLoggingConfig: config, Location };
	};
	const list = (input: ListQueryLoggingConfigsRequest): ListQueryLoggingConfigsResponse => {
		const zoneId = input.HostedZoneId && zones.get(input.HostedZoneId).id;
		const sorted = present()
			.filter(({ HostedZoneId }) => !zoneId || HostedZoneId === bareZoneId(zoneId))
			.sort((a, b) => compareText(a.Id, b.Id));
		const start = input.NextToken ? sorted.findIndex(({ Id }) => Id >= (input.NextToken ?? "")) : 0;
		const { items, next } = page(sorted, start, input.MaxResults);
		return { QueryLoggingConfigs: [...items], NextToken: next?.Id };
	};
	return {
		CreateQueryLoggingConfig: create,
		GetQueryLoggingConfig: ({ Id }: GetQueryLoggingConfigRequest): GetQueryLoggingConfigResponse => ({
			QueryLoggingConfig: get(Id),
		}),
		DeleteQueryLoggingConfig: ({ Id }: DeleteQueryLoggingConfigRequest) => {
			configs.delete(get(Id).Id);
			return {};
		},
		ListQueryLoggingConfigs: list,
	};
}
