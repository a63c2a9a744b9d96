gongkai("###$",["","completed"])
