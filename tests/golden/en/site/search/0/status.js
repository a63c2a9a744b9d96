gongkai("##$###%",["","largely_completed","completed"])
