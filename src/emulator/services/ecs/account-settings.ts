/**
 * Account settings. The relevant one is container insights: the account's default enables it for every new cluster, and
 * a controller must not treat that as drift (ECS developer guide, account settings).
 */
import type {
	DeleteAccountSettingRequest,
	DeleteAccountSettingResponse,
	ListAccountSettingsRequest,
	ListAccountSettingsResponse,
	PutAccountSettingRequest,
	PutAccountSettingResponse,
	Setting,
	SettingName,
} from "@aws-sdk/client-ecs";
import { AwsError } from "../../aws-error.ts";
import { page } from "./paging.ts";
import type { EcsState } from "./state.ts";

const onOrOff = ["enabled", "disabled"];
const values: ReadonlyMap<string, readonly string[]> = new Map(
	Object.entries({
		awsvpcTrunking: onOrOff,
		containerInsights: ["enhanced", ...onOrOff],
		containerInstanceLongArnFormat: onOrOff,
		defaultLogDriverMode: ["blocking", "non-blocking"],
		fargateEventWindows: onOrOff,
		fargateFIPSMode: onOrOff,
		fargateTaskRetirementWaitPeriod: ["0", "7", "14"],
		guardDutyActivate: ["on", "off"],
		serviceLongArnFormat: onOrOff,
		tagResourceAuthorization: ["on", "off"],
		taskLongArnFormat: onOrOff,
	}),
);

const defaults: Readonly<Record<string, string>> = {
	awsvpcTrunking: "disabled",
	containerInsights: "enabled",
	containerInstanceLongArnFormat: "enabled",
	defaultLogDriverMode: "non-blocking",
	fargateEventWindows: "disabled",
	fargateFIPSMode: "disabled",
	fargateTaskRetirementWaitPeriod: "7",
	guardDutyActivate: "off",
	serviceLongArnFormat: "enabled",
	tagResourceAuthorization: "on",
	taskLongArnFormat: "enabled",
};

/** The effective value of a setting in this account. */
export function accountSetting(state: EcsState, name: SettingName): string {
	return state.accountSettings.get(name) ?? defaults[name] ?? "disabled";
}

/** The operations on account settings. Users and the account share one value, because the emulator has one principal. */
export function accountSettingOperations(state: EcsState) {
	const principalArn = `arn:aws:iam::${state.context.account}:root`;
	const put = (input: PutAccountSettingRequest): PutAccountSettingResponse => {
		const name = input.name ?? "";
		const value = input.value ?? "";
		if (!values.has(name)) throw new AwsError("InvalidParameterException", `Invalid setting name: ${name}`);
		if (!values.get(name)?.includes(value)) {
			throw new AwsError("InvalidParameterException", `Invalid value ${value} for setting ${name}.`);
		}
		state.accountSettings.set(name, value);
		return { setting: { name: name as SettingName, value, principalArn, type: "user" } };
	};
	return {
		PutAccountSetting: put,
		PutAccountSettingDefault: put,
		DeleteAccountSetting: (input: DeleteAccountSettingRequest): DeleteAccountSettingResponse => {
			const name = input.name ?? "";
			if (!values.has(name)) throw new AwsError("InvalidParameterException", `Invalid setting name: ${name}`);
			state.accountSettings.delete(name);
			const value = accountSetting(state, name as SettingName);
			return { setting: { name: name as SettingName, value, principalArn, type: "user" } };
		},
		ListAccountSettings: (input: ListAccountSettingsRequest): ListAccountSettingsResponse => {
			const settings = Object.keys(defaults)
				.filter((name) => input.effectiveSettings === true || state.accountSettings.has(name))
				.map((name): Setting => {
					const value = accountSetting(state, name as SettingName);
					return { name: name as SettingName, value, principalArn, type: "user" };
				})
				.filter((setting) => input.name === undefined || setting.name === input.name)
				.filter((setting) => input.value === undefined || setting.value === input.value);
			const { items, nextToken } = page(settings, (setting) => setting.name ?? "", input, {
				list: "account settings",
				defaultSize: 10,
				maximumSize: 10,
			});
			return { settings: [...items], ...(nextToken && { nextToken }) };
		},
	};
}
