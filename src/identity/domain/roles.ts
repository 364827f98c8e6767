/**
 * Roles a person may hold. The three administrators are separated (三员分立): the database lets one person hold
 * at most one of them. Source: GB/T 22239-2019 8.1.4.2 (管理用户权限分离).
 */
export const roles = [
  "requester",
  "expert",
  "medical_affairs",
  "dispatcher",
  "quality",
  "operator",
  "system_admin",
  "security_admin",
  "audit_admin",
] as const;
export type Role = (typeof roles)[number];

export const roleNames: Record<Role, { zh: string; en: string }> = {
  requester: { zh: "申请医生", en: "Requesting doctor" },
  expert: { zh: "专家", en: "Expert" },
  medical_affairs: { zh: "医务部", en: "Medical affairs" },
  dispatcher: { zh: "调度员", en: "Dispatcher" },
  quality: { zh: "质控", en: "Quality manager" },
  operator: { zh: "运营", en: "Operator" },
  system_admin: { zh: "系统管理员", en: "System administrator" },
  security_admin: { zh: "安全管理员", en: "Security administrator" },
  audit_admin: { zh: "审计管理员", en: "Audit administrator" },
};
