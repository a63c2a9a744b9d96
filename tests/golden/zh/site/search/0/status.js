gongkai("##$%%########%$&###########",["","largely_completed","completed","not_completed"])
