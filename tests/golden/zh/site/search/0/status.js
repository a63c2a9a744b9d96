gongkai("########$%&###########",["","completed","largely_completed","not_completed"])
