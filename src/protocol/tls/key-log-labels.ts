// Labels of a TLS key log (draft-ietf-tls-keylogfile §2): which secret a line gives.

/** What reading records takes. CLIENT_RANDOM is the master secret of TLS 1.2 and before. */
export const secretLabels = {
  CLIENT_RANDOM: 'master',
  CLIENT_HANDSHAKE_TRAFFIC_SECRET: 'clientHandshake',
  SERVER_HANDSHAKE_TRAFFIC_SECRET: 'serverHandshake',
  CLIENT_TRAFFIC_SECRET_0: 'clientApplication',
  SERVER_TRAFFIC_SECRET_0: 'serverApplication',
} as const;

export type SecretName = (typeof secretLabels)[keyof typeof secretLabels];

/** Known, and of no use here: their lines are stepped over. */
export const otherLabels: readonly string[] = [
  'CLIENT_EARLY_TRAFFIC_SECRET',
  'EARLY_EXPORTER_SECRET',
  'EARLY_EXPORTER_MASTER_SECRET',
  'EXPORTER_SECRET',
  'ECH_SECRET',
  'ECH_CONFIG',
  'PMS_CLIENT_RANDOM',
  'RSA',
];
