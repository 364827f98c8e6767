// antd ships these as ES modules without a package type, which NodeNext reads as CommonJS; this is what they are.
declare module "antd/es/locale/zh_CN" {
  import type { ConfigProviderProps } from "antd";
  const locale: NonNullable<ConfigProviderProps["locale"]>;
  export default locale;
}
declare module "antd/es/locale/en_US" {
  import type { ConfigProviderProps } from "antd";
  const locale: NonNullable<ConfigProviderProps["locale"]>;
  export default locale;
}
