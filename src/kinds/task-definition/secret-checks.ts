/**
 * Credentials that are written out in `environment`: anybody who may read the manifest or describe the task definition can
 * read them. Told by names and by forms of values; a sentence never repeats the value.
 */
import type { Check } from "../../model/manifest-rules.ts";
import { warningHere } from "../checking.ts";
import type { TaskDefinitionSpec } from "./spec.ts";

const telltaleName = /(PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIAL)S?$/i;
/** AWS access keys, private keys in PEM, GitHub and Slack tokens, and addresses with a password in them. */
const telltaleValue =
	/\b(AKIA|ASIA)[0-9A-Z]{16}\b|-----BEGIN [A-Z ]{0,30}PRIVATE KEY|\bgh[pousr]_[A-Za-z0-9]{36}|\bxox[abprs]-|:\/\/[^\s/:@]{1,100}:[^\s/:@]{1,200}@/;

/** One warning for each variable. */
export const literalCredentials: Check<TaskDefinitionSpec> = ({ resource, at }) =>
	(resource.spec.containerDefinitions ?? []).flatMap((container) =>
		(container.environment ?? [])
			.filter(({ name = "", value = "" }) => {
				if (value === "" || value.startsWith("arn:")) return false;
				return telltaleName.test(name) || telltaleValue.test(value);
			})
			.map(({ name }) =>
				warningHere(
					at(`containerDefinitions.${container.name}.environment.${name}`),
					"literal-credential",
					`The variable ${name} looks like a credential. Keep it in Secrets Manager or Parameter Store and write it under secrets.`,
				),
			),
	);
