"""The Japanese profile: how fields of HSDS are used that the standard leaves open. docs/reference/hsds.md says the same at length."""

from directory.exports.json_objects import Json

PROFILE: Json = {
    "name": "ibasho-ja",
    "version": "1.0",
    "hsds": "3.1",
    "language": "ja",
    "fields": {
        "service.alternate_name": "よみがな（ひらがな）",
        "organization.alternate_name": "よみがな（ひらがな）",
        "service.status": "active 活動中 / temporarily closed お休み中 / defunct 終わりました",
        "service.alert": "お休みや 終わりの わけと、いつまでか",
        "service.assured_date": "だれかが 正しいと たしかめた日（保存した日ではない）",
        "service.minimum_age": "来る人の年齢。いっしょに来る子どもの年齢は eligibility_description に",
        "service.service_areas": "圏域（日常生活圏域・小学校区など）。ないときは 市町村の全体",
        "service_capacity.available": "空き（人）。最後に聞いた数と、その時刻",
        "schedule": "祝日・お盆・年末年始・お休みの日を のぞいた、きょうから400日の 日にち。切れ目ごとに1行。freq のない行は 日の決まらない回数（月2回など）",
        "location.latitude": "正確な位置だけ。町や市のまん中は attributes の precision に",
        "address.postal_code": "分からないときは空",
        "organization_identifier": "法人番号（JP-JCN）",
        "attribute.link_type": "kinds 種類 / targets 対象 / activities 活動 / worries 困りごと / features 配慮（value は yes か no。分からないものは書かない）/ precision 位置の正確さ",
    },
}
