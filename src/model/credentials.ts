/**
 * Detects credentials by their name or their format, in texts that are not marked as secret, such as a password written
 * into a command.
 */

const secretName =
	/(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|(API|ACCESS|PRIVATE|SECRET|SIGNING|ENCRYPTION)_?KEY|CREDENTIAL)S?$|_(PASS|PWD)$/;

/**
 * Whether `name` is the name of a credential. It recognizes words in any style: `dbPassword`, `db-password`,
 * `DB_PASSWORD`.
 */
export function isSecretName(name: string): boolean {
	return secretName.test(name.replace(/[-.\s]+/g, "_").toUpperCase());
}

/** AWS access keys, private keys in PEM format, GitHub and Slack tokens. */
const ownForms = [
	/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
	/-----BEGIN [A-Z ]{0,30}PRIVATE KEY[\s\S]{0,20000}?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g,
	/\bgh[pousr]_[A-Za-z0-9]{36,}/g,
	/\bgithub_pat_\w{20,}/g,
	/\bxox[abprs]-[\w-]+/g,
];
/** RFC 3986, 3.2.1: the part of a URL before the @ of its host. */
const userInfo = /(?<=\/\/)[^\s/?#@]{1,500}(?=@)/g;
/** `--db-password=x`, `PGPASSWORD=x`, `"password": "x"`, `Authorization: Bearer x`. */
const assigned =
	/(?<name>[\w.-]{1,100})(?:=|["']\s{0,3}:\s{0,3})(?:"(?<double>[^"]{1,2000})"|'(?<single>[^']{1,2000})'|(?<bare>[^\s"'&;,|<>(){}]{1,2000}))/g;
const scheme = /\b(?:Bearer|Basic)\s{1,3}(?<value>[\w.~+/=-]{8,2000})/g;

/** The parts of a text that look like credentials, verbatim. */
export function credentialsIn(text: string): readonly string[] {
	if (!/[=:@]|AKIA|ASIA|gh[pousr]_|xox|github_pat_|Bearer|Basic/.test(text)) return [];
	const found = [...ownForms, userInfo].flatMap((form) => [...text.matchAll(form)].map(([match]) => match));
	for (const { groups } of text.matchAll(assigned)) {
		const value = groups?.double ?? groups?.single ?? groups?.bare ?? "";
		if (isSecretName(groups?.name ?? "") && !isReference(value)) found.push(value);
	}
	for (const { groups } of text.matchAll(scheme)) if (groups?.value) found.push(groups.value);
	return found;
}

/** Replaces credentials with a known format, and user information in URLs, by `mark`. */
export function withoutForms(text: string, mark: string): string {
	return [...ownForms, userInfo].reduce((shown, form) => shown.replace(form, mark), text);
}

/** Whether a text only refers to a credential: an ARN or a shell variable. */
export function isReference(value: string): boolean {
	return value === "" || /^arn:|^\$/.test(value);
}

/** Whether the word after this one on a command line is a credential: `--password`, `--api-key`. */
export function asksForSecret(word: string): boolean {
	return /^--?[a-zA-Z][\w.-]*$/.test(word) && isSecretName(word.replace(/^-+/, ""));
}
