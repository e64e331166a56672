"""The first lines of a new rule book: small, but complete, so that it passes the check as it stands."""

BOOK = """\
# yaml-language-server: $schema=rulebook.schema.json
# 一部细则的开头。以 # 开头的是说明，不参与计算。改好后运行：chuangwen rulebook check 本文件夹
book: my-book                      # 代码：小写字母、数字和短横线，发布后不变
edition: "2026"                    # 版本
title: 文明单位测评细则（请改成正式名称）  # TODO
authority:                         # TODO 依据：没有依据的细则不能发布
  body: 制定机关
  document: 发文字号
  basis: 批准开展的依据
in_force: {from: 2026-01-01, until: 2027-01-01}     # until 当天不算在内
applies_to: {unit_kinds: [agency, institution, enterprise, school]}
window: {months: 12, before: assessment}            # 测评日以前多少个月的记录计入
peers: [unit_kind]                                  # 在同类单位中排名
base: 6                                             # 基准分：各测评项目满分之和
pass: {measured: 5}
rounding: {places: 2, mode: half_up, at: total}

# 加分项和负面清单没有就不写；要写时去掉行首的 #。
# bonus:
#   cap: 2                                        # 最多加几分
#   items:
#     - code: B-1
#       text: 获得党委、政府及部门的集体表彰。
#       clause: 第二章第一条
#       points: 2
#       measure: {levels: {national: 2, provincial: 1, city: 0.5}, of: honour}
# negative:
#   - code: N-1
#     text: 单位领导班子成员严重违纪违法并受到处理。
#     clause: 第三章第一条
#     of: violation
#     where: {topic: clean_government}
#     window: {months: 12}
#     effect: veto                                # 一票否决；扣分写 {deduct: 3}
"""

CRITERIA = """\
# yaml-language-server: $schema=../rulebook.schema.json
# 一个测评项目一个文件。写法见 docs/rulebook.md。
category: I
title: 组织领导
criteria:
  - code: I-1
    text: 创建领导小组每季度至少召开一次专题会议。
    clause: 第一章第一条                             # 印在成绩单上
    method: document_review
    points: 4
    measure: {periods: quarter, of: meeting, where: {topic: creation}}
    score: {per: 1, worth: 1}
    proof: [minutes]                                 # 没有这类佐证的记录不计
    when_missing: zero
  - code: I-2
    text: 全年开展志愿服务活动不少于4次。
    clause: 第一章第二条
    method: document_review
    points: 2
    measure: {count: volunteer_activity}
    score: {per: 1, worth: 0.5}
    when_missing: zero
examples:                                            # 示例：检查时会照算一遍
  - title: 开了三次会，没有志愿服务记录
    given:
      meeting[creation]: [2026-02-11, 2026-05-20, 2026-08-30]
    expect: {I-1: 3, I-2: 0}
"""

FILES = {"book.yaml": BOOK, "criteria/1-leadership.yaml": CRITERIA}
