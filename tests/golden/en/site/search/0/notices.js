gongkai("&$$$$$%$$$&%$$$",{"round":["","r2","r1"],"organisation":["","office"],"kind":["","rectification"],"year":["","2026"]})
