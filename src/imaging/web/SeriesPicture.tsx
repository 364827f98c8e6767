import { PictureOutlined } from "@ant-design/icons";

/** The small picture of a series; before it is drawn, or where it cannot be, a sign in its place. What it shows stands beside it. */
export function SeriesPicture({ address }: { address: string | undefined }) {
  return (
    <span className="im-picture" aria-hidden="true">
      {address === undefined ? <PictureOutlined /> : <img src={address} alt="" draggable={false} />}
    </span>
  );
}
