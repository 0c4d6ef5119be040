-- table: per month the assets of the list in force, with their system; they leave service with it at the latest
WITH list_of_month AS (
    SELECT months.month, batch.batch_id
    FROM months ASOF JOIN (SELECT * FROM current_batches WHERE dataset = 'assets') AS batch ON batch.month <= months.month
)
SELECT list.month, asset.asset_id, force.top_id AS system_id,
    CASE asset.asset_class WHEN '硬件' THEN 'hardware' WHEN '软件' THEN 'software' ELSE 'application' END AS class_tag,
    CASE WHEN asset.is_key_area THEN 'key_area' ELSE 'other_area' END AS area_tag,
    regexp_matches(coalesce(asset.device_type, ''), '摄像|球机|枪机|枪球|半球|网络球|探头|卡口|电警|电子警察|抓拍|(?i)IPC')
        AND NOT regexp_matches(coalesce(asset.device_type, ''), '服务器|平台|软件|系统|存储|交换机|电源|立杆|支架') AS is_camera,
    asset.device_type, concat_ws('、', CASE WHEN asset.device_type IS NULL THEN '设备类型' END,
        CASE WHEN asset.asset_name IS NULL THEN '名称' END, CASE WHEN asset.model IS NULL THEN '型号' END,
        CASE WHEN asset.longitude IS NULL OR asset.latitude IS NULL THEN '坐标' END,
        CASE WHEN asset.photo IS NULL THEN '照片' END) AS lacking,
    asset.in_service_from,
    least(asset.out_of_service_on, force.out_of_service_on) AS out_of_service_on,
    {'dataset': 'assets', 'record_id': asset.record_id, 'batch_id': asset.batch_id,
     'sheet': asset.sheet, 'row': asset.row} AS ref
FROM list_of_month AS list JOIN main.assets AS asset USING (batch_id)
JOIN systems_in_force AS force ON force.month = list.month AND force.system_id = asset.system_id
