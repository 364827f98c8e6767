import {
  AuditOutlined,
  ApiOutlined,
  RobotOutlined,
  BankOutlined,
  DashboardOutlined,
  FileTextOutlined,
  FolderOpenOutlined,
  FormOutlined,
  IdcardOutlined,
  SolutionOutlined,
  InboxOutlined,
  PartitionOutlined,
  SafetyCertificateOutlined,
  TagsOutlined,
  TeamOutlined,
  UploadOutlined,
  CheckSquareOutlined,
  OrderedListOutlined,
  HeartOutlined,
  UserAddOutlined,
  UserSwitchOutlined,
} from "@ant-design/icons";

const icons = {
  cases: FileTextOutlined,
  newCase: FormOutlined,
  offers: InboxOutlined,
  dispatch: PartitionOutlined,
  experts: TeamOutlined,
  import: UploadOutlined,
  memberships: UserAddOutlined,
  verification: CheckSquareOutlined,
  poolHealth: HeartOutlined,
  terminology: TagsOutlined,
  medicalAffairs: BankOutlined,
  quality: SafetyCertificateOutlined,
  completeness: OrderedListOutlined,
  accounts: UserSwitchOutlined,
  audit: AuditOutlined,
  system: DashboardOutlined,
  profile: IdcardOutlined,
  agreements: SolutionOutlined,
  archive: FolderOpenOutlined,
  connectors: ApiOutlined,
  assistant: RobotOutlined,
} as const;
export type NavIconName = keyof typeof icons;

/** The picture beside a navigation word; the word says the meaning. */
export function NavIcon({ name }: { name: NavIconName }) {
  const Icon = icons[name];
  return <Icon aria-hidden="true" />;
}
